"""Base of every room: clock, events, jobs, files, sorting, audit."""
