"""How the program becomes one file for a desktop without network and without Python."""
