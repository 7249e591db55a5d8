"""Whether rankings treat groups alike, what a score was made of, and who looks when it is contested."""
