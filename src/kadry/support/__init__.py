"""State support for employers: what fits, how much, by when, with which papers, and what came of it."""
