"""Figures, reports, the January return."""
