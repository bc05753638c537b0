"""The arithmetic: pure functions of their input, with no Django, clock, network or hidden randomness."""
