"""The command `pusaq`: speaks Spanish, reads and writes through `io`."""
