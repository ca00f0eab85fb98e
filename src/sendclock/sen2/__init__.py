"""The January return: its items, its modules, its message."""
