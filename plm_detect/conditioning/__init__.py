"""The EMG of a leg becomes band-passed and rectified EMG."""
