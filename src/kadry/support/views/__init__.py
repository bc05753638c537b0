"""The pages of support: the measures, a check, an employer's plans, what was taken up."""
