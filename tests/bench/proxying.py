"""nginx before the server, as docs/operations.md has it: it gives screens their alerts from files, and hands on the rest."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log crit; worker_processes 1; worker_rlimit_nofile 20000; {user}
events {{ worker_connections 16000; }}
http {{
    access_log off; keepalive_timeout 60s; keepalive_requests 100000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    upstream vitrine {{ server 127.0.0.1:{behind}; keepalive 16; }}
    server {{
        listen 127.0.0.1:{port} backlog=8192;
        location ^~ /kiosk/told/ {{
            alias {told}/;
            default_type application/json;
            etag on; gzip off; access_log off; log_not_found off;
            add_header Cache-Control "no-store" always;
            add_header X-Content-Type-Options "nosniff" always;
        }}
        location / {{
            proxy_pass http://vitrine; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffers 64 16k;
        }}
    }}
}}
"""


def is_there() -> bool:
    return shutil.which("nginx") is not None


@contextmanager
def before(behind: int, told: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """Run nginx on loopback before the server at port ``behind``; yields its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.mkdir()
    told.parent.chmod(0o755)
    written = folder / "nginx.conf"
    user = "user root;" if Path("/proc/self").owner() == "root" else ""
    written.write_text(CONFIGURATION.format(folder=folder, behind=behind, port=port, told=told, user=user))
    proxy = subprocess.Popen(["nginx", "-e", str(folder / "error.log"), "-c", str(written)])
    try:
        _wait(port)
        yield port, proxy.pid
    finally:
        proxy.terminate()
        proxy.wait(10)


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("nginx did not start")
