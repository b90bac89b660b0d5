"""Where public data sets keep their files."""
