"""The pages of experience: cases, their papers and results, requests for a contact, cases like yours."""
