"""Timelines into rows, rows into text. Must not know files, or what a rule looks like inside."""
