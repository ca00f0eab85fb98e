"""Files: what is wrong with one, the one door to the disk, TOML with line numbers."""
