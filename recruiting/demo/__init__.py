"""Invented postings, companies and people, so that a first start has something to talk about."""
