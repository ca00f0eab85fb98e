"""What is due: the list, reminders, mail."""
