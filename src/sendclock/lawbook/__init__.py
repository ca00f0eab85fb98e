"""The law and the calendars to read."""
