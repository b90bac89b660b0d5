"""Every sentence and word shown to people that is not an error."""
