"""sendclock: every date the SEND law gives a child in England, with the reason for it."""

__version__ = "0.1.0"
