"""Readers and writers: what users bring, as checked tables; what they get, as files."""
