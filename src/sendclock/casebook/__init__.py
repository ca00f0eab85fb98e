"""A casebook on disk: case files, settings, people, the facts."""
