"""How bytes are put on disk or fetched, whole or not at all."""
