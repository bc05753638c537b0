"""Federal law of Russia."""
