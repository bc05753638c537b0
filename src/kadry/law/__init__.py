"""What the rules say: dated parameters with their source, and the small formulas that use them. Pure Python and data.

If you just want a parameter of a day, call ``kadry.law.parameters.value("minors.hours.under_16", on=day)``.
If you just want to know what it rests on, call ``line`` with the same arguments.
If you just want the rules for minors, import ``kadry.law.russia.minors``.
"""
