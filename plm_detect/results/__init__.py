"""A night's result, in memory and on disk."""
