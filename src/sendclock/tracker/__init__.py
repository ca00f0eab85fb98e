"""Spreadsheets brought in and compared."""
