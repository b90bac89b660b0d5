"""Nights of the same subject: how much they vary, and what changed beyond that."""
