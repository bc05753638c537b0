"""How long an employer may be silent about a need, in days since anything was last heard of it."""

REMIND_AFTER = (3, 9, 21)
EXPIRE_AFTER = 45
