"""Figures: what they count, and over whom. One module per report; the nouns they share are in `nouns`."""
