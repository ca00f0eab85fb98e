"""Making a pack without knowing its language: from questions, a sheet or a template; trying, checking, comparing it."""
