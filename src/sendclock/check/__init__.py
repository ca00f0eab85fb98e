"""What is doubtful or impossible in the files."""
