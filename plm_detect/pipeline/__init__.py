"""The stages of the work, strung together."""
