"""When: every planned activity with its days, places and people."""
