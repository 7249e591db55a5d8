"""Companies and seekers over HTTP: shapes in, one call, shapes out."""
