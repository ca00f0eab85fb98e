"""Where the facts of a casebook are kept to answer faster."""
