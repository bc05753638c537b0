"""How long before its deadline an assignment that is not carried out is brought to mind, in days."""

REMIND_BEFORE = (10, 5, 0)

"""After how many days overdue an assignment comes to whom: first to who controls it, then to the chair."""

TELL_CONTROLLER_AFTER = 3
TELL_CHAIR_AFTER = 10

"""How many months after it was verified an assignment is looked at again."""

REVIEW_AFTER = (6, 12)

"""How many votes beside their own a member may hold."""

PROXIES_AT_MOST = 2

"""Of fewer secret votes the counts would tell who voted how."""

SECRET_AT_LEAST = 3

"""Largest paper to an item, in bytes."""

PAPER_AT_MOST = 20 * 1024 * 1024
