"""What the words, codes and sides of scorings mean."""
