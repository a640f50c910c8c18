"""nginx before a server that has neither TLS nor passwords, as a cluster often has one.

with TLS(folder, "http://127.0.0.1:9200", "user", "pass:word").running() as front:
    front.url, front.authority
"""

import base64
import hashlib
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection

from . import nginx
from .postgres import free_port

# Seconds that it may take to start on a busy machine.
PATIENCE = 30

FILE = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 100m;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    location / {{
      auth_basic "search";
      auth_basic_user_file {folder}/users;
      proxy_set_header Authorization "";
      proxy_pass {behind};
    }}
  }}
}}
"""


class TLS:
    """For ``localhost``, by an authority of its own, for one user with a password."""

    def __init__(self, folder: Path, behind: str, user: str, password: str) -> None:
        self.folder, self.port = folder, free_port()
        self.authority, certificate, key = nginx.certificates(folder, "localhost")
        # The form of nginx that holds any password.
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
        line = f"{user}:{{SHA}}{base64.b64encode(digest).decode()}\n"
        (folder / "users").write_text(line)
        text = FILE.format(
            # Its workers read the file of users.
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            port=self.port,
            certificate=certificate,
            key=key,
            behind=behind,
        )
        self.main = folder / "nginx.conf"
        self.main.write_text(text)

    @contextmanager
    def running(self) -> Iterator["TLS"]:
        server = subprocess.Popen(nginx.command(self.main))
        try:
            self.wait(server)
            yield self
        finally:
            server.terminate()
            server.wait()

    def wait(self, server: subprocess.Popen) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("nginx does not start.") from None
                time.sleep(0.05)
            else:
                return
