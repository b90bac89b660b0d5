"""Which events scorers are compared by."""

LEVELS = ("LM left", "LM right", "LM", "CLM", "PLM", "PLM with arousal")
"""Movements of single legs; of both legs together; candidates; periodic; periodic with arousal."""
JOINED_LEVEL = "LM"
"""Movements of both legs together."""
