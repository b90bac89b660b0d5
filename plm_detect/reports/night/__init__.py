"""The report of one night."""
