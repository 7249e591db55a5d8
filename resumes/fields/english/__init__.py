"""English running text and notes, by subject: each module reads its own on top of the one before."""
