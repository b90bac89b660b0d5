"""What travels between the stages: frozen values, checked once, without any input or output."""
