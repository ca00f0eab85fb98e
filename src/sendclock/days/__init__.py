"""Days: which are working days, counting, hours, a day as people write it."""
