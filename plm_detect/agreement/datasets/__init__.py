"""Public data sets with scorings of people."""
