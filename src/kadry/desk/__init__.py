"""Where the rooms meet: the first screen, each role's day, search, a need followed through the thread."""
