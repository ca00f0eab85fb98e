"""The clock: what a case comes to under the law, and why."""
