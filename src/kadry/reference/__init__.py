"""Dated classifiers shipped with the product: programmes, industries, occupations, municipalities."""
