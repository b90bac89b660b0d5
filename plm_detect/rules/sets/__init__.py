"""The published rule sets as data files, and the code that reads and checks them."""

from plm_detect.rules.sets.loading import available, load

__all__ = ["available", "load"]
