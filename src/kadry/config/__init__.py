"""Settings, addresses, the server's entry and the command line: the only room, with desk, that knows every other."""
