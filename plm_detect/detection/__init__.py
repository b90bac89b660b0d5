"""Rectified EMG becomes the movements of one leg."""
