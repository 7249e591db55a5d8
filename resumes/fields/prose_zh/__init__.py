"""Chinese notes and running text, read clause by clause."""

from .reader import ChineseProse

__all__ = ["ChineseProse"]
