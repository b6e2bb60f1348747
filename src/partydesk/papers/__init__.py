"""Words and numbers into a document, and a document into a file."""
