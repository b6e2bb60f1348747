"""What the office calls things: kinds of record, figures, checks and papers, read from TOML and text."""
