"""Postings: who offers what work, where, for how much, and how to find what fits."""
