"""Who recorded what, what was changed by hand, how long a case is kept, and a case taken away for good."""
