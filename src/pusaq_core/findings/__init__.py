"""What the core finds, as facts with a code and values: their shapes, and their form as JSON."""
