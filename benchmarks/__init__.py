"""One file for each figure of the README, with its peers; each prints what the README quotes."""
