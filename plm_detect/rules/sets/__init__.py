"""The published rule sets as data files, and the code that reads and checks them."""

from plm_detect.rules.sets.loading import available, load
from plm_detect.rules.sets.user import find_rules

__all__ = ["available", "find_rules", "load"]
