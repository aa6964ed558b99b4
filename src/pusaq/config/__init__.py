"""Roof: settings, addresses, and the tables that join the rooms."""
