"""One case: shown, explained, calculated."""
