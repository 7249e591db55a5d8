"""The only writer of this app's tables: one module a subject."""
