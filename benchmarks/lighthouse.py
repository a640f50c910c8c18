"""Lighthouse for a phone: what it says of five kinds of pages in three scripts.

    LIGHTHOUSE=…/node_modules/.bin/lighthouse python -m benchmarks.lighthouse [TIMES]

Serves the sample content as in production, behind nginx with TLS and HTTP/2, and has
each page judged a few times (five), by Debian's Chromium. Prints medians of the four
scores, and of the largest contentful paint, the blocking time and the layout shift.
Lighthouse is a program of Node's that the site does not need: npm installs it.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.site import HOST, Site, running

TIMES = 5
# Seconds for one page.
LONGEST = 180
LANGUAGES = ("en", "ar", "zh-hans")
PAGES = {
    "home": "",
    "Statement": "statement/",
    "news": "news/",
    "member": "coalition/internet-archive/",
    "first page of signing": "sign/",
}
BROWSERS = ("chromium", "chromium-headless-shell")
SCORES = ("performance", "accessibility", "best-practices", "seo")
MEASURED = ("largest-contentful-paint", "total-blocking-time")
SHIFT = "cumulative-layout-shift"


def judge(program: str, site: Site, path: str) -> dict[str, float] | None:
    """Nothing, if the browser recorded nothing."""
    file = Path(site.folder, "judged.json")
    file.unlink(missing_ok=True)
    port = urlsplit(site.edge_url).port
    flags = "--headless=new --no-sandbox --ignore-certificate-errors"
    flags += f" --host-resolver-rules='MAP {HOST}:443 127.0.0.1:{port}'"
    command = [program, f"https://{HOST}{path}", "--quiet", "--output=json"]
    command += [f"--output-path={file}", f"--chrome-flags={flags}"]
    browsers = [found for name in BROWSERS if (found := shutil.which(name))]
    environment = {"CHROME_PATH": "".join(browsers[:1])} | os.environ
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command, env=environment, check=False, capture_output=True, timeout=LONGEST
        )
    if not file.exists():
        return None
    said = json.loads(file.read_text())
    found = {name: said["categories"][name]["score"] for name in SCORES}
    measured = {
        name: said["audits"][name].get("numericValue") for name in (*MEASURED, SHIFT)
    }
    if None in (found | measured).values():
        return None
    return {name: 100 * score for name, score in found.items()} | measured


def main(times: int) -> None:
    program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if not program:
        sys.exit("lighthouse is missing: npm install lighthouse")
    print("| Page | language |", " | ".join(SCORES), "| paint | blocked | shift | of |")
    print("| --- |", " --- |" * (len(SCORES) + 5))
    with running(nginx=True) as site:
        for page, rest in PAGES.items():
            for language in LANGUAGES:
                path = f"/{language}/{rest}"
                site.ask(path, edge=True)
                found = [judge(program, site, path) for _time in range(times)]
                good = [each for each in found if each]
                if not good:
                    sys.exit(f"{path}: nothing was recorded.")
                of = {
                    name: statistics.median(each[name] for each in good)
                    for name in good[0]
                }
                scores = " | ".join(f"{of[name]:.0f}" for name in SCORES)
                paint, blocked = (of[name] for name in MEASURED)
                print(
                    f"| {page} | {language} | {scores} | {paint / 1000:.2f} s "
                    f"| {blocked:.0f} ms | {of[SHIFT]:.3f} | {len(good)} |",
                    flush=True,
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES)
