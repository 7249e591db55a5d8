"""The grammar of both languages: what is said in a posting, a résumé or a message, and where.

Pure Python over shipped lexicons: no Django, no database, no network. Every finder takes the
original text (or its `NormalisedText`) and returns `Found` values whose offsets point into the
original, so that a caller can cite the person's own words.
"""
