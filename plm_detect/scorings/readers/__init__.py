"""One module for each format of scoring files."""
