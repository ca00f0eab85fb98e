"""Backwards from a limit."""
