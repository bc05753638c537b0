"""Organisations, their sites, clusters and who belongs to them, co-financing."""
