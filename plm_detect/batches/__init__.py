"""Many recordings: found, scored on a cluster of processes, kept in one state, summed up."""
