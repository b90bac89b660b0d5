"""What others scored becomes stages and events on the clock of the recording."""
