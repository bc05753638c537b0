"""What happened (events), what was computed (runs) and what it came to (figures)."""
