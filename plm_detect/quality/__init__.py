"""How good the recording of a leg is: measures, limits, a grade."""
