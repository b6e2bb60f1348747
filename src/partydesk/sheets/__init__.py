"""The same records as Excel, out and back in."""
