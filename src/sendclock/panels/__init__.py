"""Panels and their agendas."""
