"""Cases of enterprise and college working together: told, searched, and found by those who are in a like place."""
