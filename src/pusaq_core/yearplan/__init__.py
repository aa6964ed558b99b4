"""The pieces of the core put together: from what was read to the plan of a year. Pure."""
