"""Mozilla's HTTP Observatory: its own program scores a site on this machine.

It is installed once into ``build/observatory`` and needs Node 20 or newer.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .web import BASE_DIR

PACKAGE = "@mdn/mdn-http-observatory@1.4.8"
FOLDER = BASE_DIR / "build/observatory"

# It knows no other ports and asks DNS: connections to the host are led here.
SCAN = """
import net from "node:net";
const [host, http, https] = process.argv.slice(2);
const ports = { 80: Number(http), 443: Number(https) };
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (options?.host === host) {
    options.port = ports[options.port] ?? options.port;
    options.host = "127.0.0.1";
  }
  return connect.apply(this, args);
};
const { scan } = await import("@mdn/mdn-http-observatory/src/scanner/index.js");
console.log(JSON.stringify(await scan(host)));
"""


def install() -> None:
    if (FOLDER / "node_modules/@mdn/mdn-http-observatory").exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("The Observatory's program needs npm and Node 20 or newer.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            *(npm, "install", "--prefix", str(FOLDER), "--ignore-scripts"),
            *("--no-audit", "--no-fund", "--omit=optional", PACKAGE),
        ],
        check=True,
        capture_output=True,
        # Without its index npm waits for half an hour.
        timeout=180,
    )
    # Who is built into browsers: nobody that is tested here. (Its own way asks for the
    # list of a browser's maker.)
    conf = FOLDER / "node_modules/@mdn/mdn-http-observatory/conf"
    (conf / "hsts-preload.json").write_text("{}")


def scan(host: str, ports: Mapping[str, int], authority: Path) -> dict:
    """``{"scan": {"score": 125, …}, "tests": {…}}``."""
    install()
    script = FOLDER / "scan.mjs"
    script.write_text(SCAN)
    done = subprocess.run(
        ["node", str(script), host, str(ports["http"]), str(ports["https"])],
        env=os.environ
        | {
            "NODE_EXTRA_CA_CERTS": str(authority),
            # Milliseconds, on a busy machine.
            "ABORT_TIMEOUT": "60000",
            "CLIENT_TIMEOUT": "60000",
        },
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)
