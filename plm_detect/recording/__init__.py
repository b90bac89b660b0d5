"""A file becomes the EMG of each leg in microvolts, with the reasons for the choice of channels."""
