"""Questions about one posting, answered in its own words or not at all."""
