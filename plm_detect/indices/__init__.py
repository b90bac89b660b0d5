"""Movements and hypnogram become numbers: counts, indices, durations, intervals."""
