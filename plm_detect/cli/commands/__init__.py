"""One command a module: its options and what they call."""
