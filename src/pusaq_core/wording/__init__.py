"""What was found, in words. Whoever speaks gives the language; nothing here knows which it is."""
