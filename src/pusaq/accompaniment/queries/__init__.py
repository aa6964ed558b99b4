"""Reads of accompaniment. Each asks the database a number of times that does not grow with the rows."""
