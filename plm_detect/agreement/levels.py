"""Which events scorers are compared by."""

LEG_LEVELS = ("LM left", "LM right")
"""Movements of single legs."""
JOINED_LEVEL = "LM"
"""Movements of both legs together."""
AROUSAL_LEVEL = "PLM with arousal"
"""Periodic movements with an arousal."""
LEVELS = (*LEG_LEVELS, JOINED_LEVEL, "CLM", "PLM", AROUSAL_LEVEL)
"""All, from what a leg did to what the rules make of it."""
