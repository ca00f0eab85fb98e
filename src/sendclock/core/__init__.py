"""Nouns, counting, calendars and the clock. No files, no screen, no today: every date is an argument."""
