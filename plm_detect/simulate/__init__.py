"""A night that is made up, with its truth: recordings for trying, testing and measuring."""
