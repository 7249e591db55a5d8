"""What partners call: one module a subject."""
