"""How the admin's pages write times."""
