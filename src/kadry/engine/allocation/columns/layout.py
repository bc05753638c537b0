"""How a wish is written as one number: the right at the place above, the place below."""

PLACE = 0xFFFF_FFFF  # the part that names the place; a wish not above it has no right there
SHIFT = 32
