"""Case files on disk: read, listed, appended to. Must not know rules beyond the names of event types."""
