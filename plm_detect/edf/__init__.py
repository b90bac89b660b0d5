"""The bytes of EDF, EDF+ and BDF files: header, samples, annotations. Nothing about legs or sleep.

The readers at hand refuse some recordings that labs have every day (see ``docs/edf.md``), so the
header is read here, field by field: a bad field is repaired with a quality note where the meaning
is clear and refused only when something that depends on it is asked for.
"""
