"""What makes a case like yours, and how much of anything there may be. All numbers are settings of the region."""

# Points of likeness, one reason each. A case that shares neither programme, group nor industry is like nobody's.
SAME_PROGRAMME = 10
SAME_GROUP = 5  # of programmes, where no programme is the same
SAME_INDUSTRY = 4
SAME_MUNICIPALITY = 4
NEIGHBOURS = 2  # where no municipality is the same
FORM_FITS = 2
NEIGHBOURS_KM = 40  # between the points distances are measured from, as the crow flies
MOST_ALIKE = 3  # cases shown

PAPER_BYTES = 10 * 1024 * 1024
PAPERS_OF_A_CASE = 20
WORDS_ASKED = 12  # of a query; the rest is left out and said so
SNIPPET = 220  # characters of a text shown round what was found
