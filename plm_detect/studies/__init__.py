"""Studies of agreement: nights and scorers found, compared, written."""
