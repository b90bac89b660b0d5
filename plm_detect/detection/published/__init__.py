"""Published detectors of leg movements, for comparison: one module each, with the name it has."""
