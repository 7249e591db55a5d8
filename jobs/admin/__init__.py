"""The pages of postings and all around them."""

# Registers its own pages, which are scoped like these.
from jobs.inventory import admin as inventory

from . import cards, postings, sources

__all__ = ["cards", "inventory", "postings", "sources"]
