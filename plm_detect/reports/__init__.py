"""Reports of a night as a web page and as PDF."""
