"""A practice interview: its questions, how answers are scored, and what to say of them. No rows."""
