"""Scored events as files, one module for each format."""
