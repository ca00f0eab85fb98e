"""The law as data: rules, packs, the book, how it is loaded. Must not know: cases."""
