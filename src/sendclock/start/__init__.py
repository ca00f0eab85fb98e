"""A new casebook; an invented caseload."""
