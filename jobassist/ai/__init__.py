"""Models that read and write language, and the protocols they are used by."""
