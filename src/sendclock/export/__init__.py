"""The clocks for other programs."""
