"""Who: persons, posts, accounts and roles."""
