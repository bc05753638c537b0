"""Kadry: the training-and-hiring year of a region's industry and its colleges."""

__version__ = "0.1.0"
