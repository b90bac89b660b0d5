"""How well scorers agree, human or automatic: events, time, indices, several scorers."""
