"""Places per college, programme and year: computed from needs, with the arithmetic of each number."""
