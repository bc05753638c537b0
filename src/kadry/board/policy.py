"""How long before its deadline an assignment that is not carried out is brought to mind, in days."""

REMIND_BEFORE = (10, 5, 0)
