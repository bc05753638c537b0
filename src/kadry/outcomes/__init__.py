"""What became of the graduates, and the indicators of the clusters."""
