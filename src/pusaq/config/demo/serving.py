"""`python -m pusaq.config.demo.serving PORT`: pages and worker of a demonstration that is up to date.

`pusaq serve` brings tables and static files up to date first, which takes a second even where nothing is to
be done. Whoever starts this knows that nothing is: see `home.Ready`.
"""

from __future__ import annotations

import sys

from pusaq.config.supervisor import Address, serve

if __name__ == "__main__":
    sys.exit(serve(Address("127.0.0.1", int(sys.argv[1])), processes=1, workers=1))
