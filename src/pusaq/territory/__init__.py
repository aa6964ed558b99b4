"""Where: organisations, schools and their services."""
