"""Honest inventory: what is held back and why, what is the same opening twice, what is over.

`signals`, `judge` and `prints` are pure; `holds`, `duplicates` and `liveness` write, behind
jobs.services.
"""
