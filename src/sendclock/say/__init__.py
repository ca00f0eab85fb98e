"""Saying it: words, reasons, views, rows, formats, the terminal."""
