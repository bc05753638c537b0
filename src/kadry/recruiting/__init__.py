"""Hires, and the needs they fill."""
