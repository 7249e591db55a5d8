"""The pages of postings and all around them."""

# Registers its own pages, which are scoped like these.
from jobs.inventory import admin as inventory

# Cards are on the front page.
from .. import admin_cards
from . import postings, sources

__all__ = ["admin_cards", "inventory", "postings", "sources"]
