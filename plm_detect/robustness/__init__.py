"""The PLMS index under choices that could have been made otherwise."""
