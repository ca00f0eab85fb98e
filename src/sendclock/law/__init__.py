"""The law as data: packs, event vocabulary, calendars, joined into a RuleBook. Must not know cases."""
