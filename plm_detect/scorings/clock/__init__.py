"""Times of scorings on the clock of the recording."""
