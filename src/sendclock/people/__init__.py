"""Officers, absences, who covers whom."""
