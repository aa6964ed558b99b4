"""The rules of the house as functions over a folder, so that tests can show each one failing."""
