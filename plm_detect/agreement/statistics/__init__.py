"""How much scorers agree, in numbers."""
