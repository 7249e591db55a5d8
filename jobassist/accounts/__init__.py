"""People: users, guests, ways in, sign-ins, companies and what each may see."""
