"""Tests of the planning of places."""
