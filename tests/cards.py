"""Draws what is shared of pages without a picture: a card in each language.

    python -m tests.cards

The words are those of the sample's home page. It is run by hand when they, or the look,
change; the cards lie in the repository, so that nothing is drawn where the site runs.
"""

import io
import shutil
import sys
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from home.demo.texts import LANGUAGES, texts

from .screenshots import BROWSERS

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "openheritage" / "static"
# As openheritage/cards.py has them, which needs settings.
DRAWN = STATIC / "brand" / "share"
WIDTH, HEIGHT = 1200, 630
FACES = {
    "ar": '"Noto Naskh"',
    "ja": '"Noto Serif CJK JP"',
    "zh-hans": '"Noto Serif CJK SC"',
}
COLOURS = 96

CARD = """<!doctype html><html lang="{lang}" dir="{direction}"><style>
@font-face {{ font-family: "Source"; font-weight: 200 900; src: url("{latin}"); }}
@font-face {{ font-family: "Source"; font-weight: 200 900; src: url("{cyrillic}");
  unicode-range: U+400-52F; }}
@font-face {{ font-family: "Noto Naskh"; font-weight: 400 700; src: url("{arabic}"); }}
* {{ margin: 0; box-sizing: border-box; }}
body {{ inline-size: 1200px; block-size: 630px; display: grid; overflow: hidden;
  grid-template-columns: 540px 1fr; background: #faf6ee; color: #1d1b16;
  font-family: {face}, "Source", serif; }}
div {{ padding: 56px; display: flex; flex-direction: column;
  justify-content: space-between; }}
header {{ display: flex; align-items: center; gap: 20px; font-size: 34px;
  font-weight: 600; }}
header svg {{ inline-size: 66px; block-size: 66px; flex: none; }}
h1 {{ font-size: {size}px; line-height: {leading}; font-weight: 600;
  letter-spacing: {tracking}; text-wrap: balance;
  word-break: auto-phrase; }}
figure {{ overflow: hidden; }}
img {{ block-size: 630px; margin-inline-start: {shift}px; }}
</style><body><div><header>{mark}<span>{name}</span></header><h1>{words}</h1></div>
<figure><img src="{picture}"></figure></body></html>"""


def card(language: str, mark: str) -> str:
    words = texts(language)
    fonts = STATIC / "fonts"
    dense = language in FACES
    headline = words["home.headline"]
    return CARD.format(
        lang=language,
        direction="rtl" if language == "ar" else "ltr",
        latin=(fonts / "source-serif-4-latin.woff2").as_uri(),
        cyrillic=(fonts / "source-serif-4-cyrillic.woff2").as_uri(),
        arabic=(fonts / "noto-naskh-arabic.woff2").as_uri(),
        face=FACES.get(language, '"Source"'),
        size=56 if len(headline) < 60 else 48,
        leading=1.45 if dense else 1.12,
        tracking="0" if dense else "-0.015em",
        shift=-95 if language == "ar" else -190,
        mark=mark,
        name=escape(words["home.title"]),
        words=escape(headline),
        picture=(ROOT / "home" / "demo" / "images" / "balloon.svg").as_uri(),
    )


def reduced(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        flat = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    made = io.BytesIO()
    flat.save(made, "PNG", optimize=True)
    return made.getvalue()


def main() -> int:
    chromium = next(path for name in BROWSERS if (path := shutil.which(name)))
    mark = (STATIC / "brand" / "favicon.svg").read_text("utf-8")
    DRAWN.mkdir(exist_ok=True)
    page_file = DRAWN / "card.html"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for language in LANGUAGES:
            page_file.write_text(card(language, mark), "utf-8")
            page.goto(page_file.as_uri(), wait_until="networkidle")
            page.evaluate("document.fonts.ready")
            taken = reduced(page.screenshot())
            (DRAWN / f"{language}.png").write_bytes(taken)
            print(f"{language}: {len(taken) // 1000} kB", flush=True)
        browser.close()
    page_file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
