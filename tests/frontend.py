"""Lint of the site's own JavaScript and style sheets, without Node.

    python -m tests.frontend

JavaScript is read by oxlint, whose wheel holds the program itself, by the rules in
``.oxlintrc.json``. No linter of CSS can be had that way and is kept, so style sheets
are parsed by tinycss2 and held to a few rules here. What only a browser knows, whether
a property, a value or a selector exists at all, is asked in
``tests/browser/test_styles.py``.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import tinycss2
from tinycss2.ast import Node

ROOT = Path(__file__).resolve().parent.parent
NO_OXLINT = "JavaScript is not linted: oxlint has no wheel for this machine."

# At-rules that hold rules, and not descriptors of their own.
HOLD_RULES = {"layer", "media", "supports", "container", "starting-style", "scope"}
# What names a class: markup, scripts, and Python that hands one to a template.
NAMING = {".html", ".js", ".py", ".svg"}
# They dress the markup of Wagtail's admin, in its colours.
FOR_THE_ADMIN = {
    ROOT / "desk" / "static" / "desk" / "desk.css",
    ROOT / "editing" / "static" / "editing" / "panels.css",
    ROOT / "openheritage" / "static" / "css" / "admin.css",
    ROOT / "openheritage" / "static" / "css" / "news-admin.css",
    ROOT / "translations" / "static" / "translations" / "admin.css",
    ROOT / "volunteers" / "static" / "volunteers" / "review.css",
    ROOT / "wording" / "static" / "wording" / "wording.css",
    *(ROOT / "workbench" / "static" / "workbench").glob("*.css"),
}
WAGTAILS_OWN = "--w-"
# Wagtail's own classes: what it puts around the blocks of a page's body.
WAGTAILS = re.compile(r"block-[\w-]+")
CUSTOM = re.compile(r"var\(\s*(--[\w-]+)\s*(,)?")


@dataclass
class Block:
    """One rule: its selector and what it declares, with lines."""

    selector: str
    line: int
    at: tuple[str, ...] = ()
    holds_rules: bool = False
    declared: list[tuple[str, str, bool, int]] = field(default_factory=list)


@dataclass
class Sheet:
    path: Path
    blocks: list[Block] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def complain(self, line: int, text: str) -> None:
        name = self.path
        if name.is_relative_to(ROOT):
            name = name.relative_to(ROOT)
        self.problems.append(f"{name}:{line}: {text}")


def files(suffix: str) -> list[Path]:
    """The site's own static files of a kind."""
    return [
        path
        for path in sorted(ROOT.glob(f"*/static/**/*{suffix}"))
        if not path.relative_to(ROOT).parts[0].startswith(".")
    ]


def read(nodes: list[Node], sheet: Sheet, block: Block | None, at: tuple) -> None:
    """Notes the rules among ``nodes``, and those nested in them."""
    for node in nodes:
        if node.type == "error":
            sheet.complain(node.source_line, f"cannot be parsed: {node.message}")
        elif node.type == "declaration" and block:
            value = tinycss2.serialize(node.value).strip()
            block.declared.append((node.name, value, node.important, node.source_line))
        elif node.type == "qualified-rule":
            if block:
                block.holds_rules = True
            selector = tinycss2.serialize(node.prelude).strip()
            inner = Block(selector, node.source_line, at)
            sheet.blocks.append(inner)
            inside(node.content, sheet, inner, at)
        elif node.type == "at-rule" and node.content is not None:
            keyword = node.lower_at_keyword
            around = (*at, keyword)
            if keyword in HOLD_RULES:
                inside(node.content, sheet, block, around)
            else:
                if block:
                    block.holds_rules = True
                inner = Block(f"@{keyword}", node.source_line, around)
                sheet.blocks.append(inner)
                inside(node.content, sheet, inner, around)


def inside(content: list[Node], sheet: Sheet, block: Block | None, at: tuple) -> None:
    nodes = tinycss2.parse_blocks_contents(
        content, skip_comments=True, skip_whitespace=True
    )
    read(nodes, sheet, block, at)


def parse(path: Path) -> Sheet:
    sheet = Sheet(path)
    nodes, _encoding = tinycss2.parse_stylesheet_bytes(
        path.read_bytes(), skip_comments=True, skip_whitespace=True
    )
    read(nodes, sheet, None, ())
    return sheet


def check_blocks(sheet: Sheet) -> None:
    for block in sheet.blocks:
        names = [name for name, _value, _important, _line in block.declared]
        if not names and not block.holds_rules:
            sheet.complain(block.line, f"{block.selector} says nothing")
        for place, (name, _value, important, line) in enumerate(block.declared):
            # What some browsers know under a name of their own stands before the rest.
            earlier = [(n, v) for n, v, *_ in block.declared[:place]]
            if any(n == name and not v.startswith("-webkit-") for n, v in earlier):
                sheet.complain(line, f"{name} is declared twice in one rule")
            if important and "media" not in block.at:
                sheet.complain(line, f"{name}: a layer wins by its order, not by force")


def check_custom_properties(sheets: list[Sheet]) -> None:
    """Each one is defined, and each one is read."""
    defined, used = {}, set()
    for sheet in sheets:
        for block in sheet.blocks:
            for name, value, _important, line in block.declared:
                used |= {found for found, _comma in CUSTOM.findall(value)}
                if name.startswith("--"):
                    defined.setdefault(name, (sheet, line))
    for sheet in sheets:
        for block in sheet.blocks:
            for _name, value, _important, line in block.declared:
                for found, has_fallback in CUSTOM.findall(value):
                    if found.startswith(WAGTAILS_OWN) and sheet.path in FOR_THE_ADMIN:
                        continue
                    if found not in defined and not has_fallback:
                        sheet.complain(line, f"{found} is defined nowhere")
    for name in defined.keys() - used:
        sheet, line = defined[name]
        sheet.complain(line, f"{name} is read nowhere")


def classes(selector: str) -> set[str]:
    plain = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", selector)
    return set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", plain))


def check_classes(sheets: list[Sheet]) -> None:
    """A class that nothing wears is what is left of something taken away."""
    worn = set()
    # The apps alone: what was built or kept beside them is no clean checkout's.
    for app in {path.parent for path in ROOT.glob("*/__init__.py")} - {ROOT / "tests"}:
        for path in app.rglob("*"):
            if path.suffix in NAMING:
                worn |= set(re.findall(r"[\w-]+", path.read_text("utf-8")))
    for sheet in sheets:
        if sheet.path in FOR_THE_ADMIN:
            continue
        for block in sheet.blocks:
            for name in sorted(classes(block.selector) - worn):
                if WAGTAILS.fullmatch(name):
                    continue
                sheet.complain(block.line, f".{name} is worn by nothing")


def style_problems(paths: list[Path]) -> list[str]:
    sheets = [parse(path) for path in paths]
    for sheet in sheets:
        check_blocks(sheet)
    check_custom_properties(sheets)
    check_classes(sheets)
    return [problem for sheet in sheets for problem in sheet.problems]


def declarations() -> Iterator[tuple[str, str, str]]:
    """``(place, property, value)`` of all that our sheets declare."""
    for path in files(".css"):
        for block in parse(path).blocks:
            # Descriptors of a font are no properties.
            if block.selector.startswith("@"):
                continue
            for name, value, _important, line in block.declared:
                yield f"{path.relative_to(ROOT)}:{line}", name, value


def selectors() -> Iterator[tuple[str, str]]:
    for path in files(".css"):
        for block in parse(path).blocks:
            if not block.selector.startswith("@"):
                yield f"{path.relative_to(ROOT)}:{block.line}", block.selector


def lint_scripts() -> int:
    beside = Path(sys.executable).with_name("oxlint")
    program = str(beside) if beside.exists() else shutil.which("oxlint")
    if program is None:
        print(NO_OXLINT)
        return 1 if os.environ.get("CI") else 0
    command = [program, "--quiet", *map(str, files(".js"))]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    if done.returncode:
        print((done.stdout + done.stderr).decode())
    return done.returncode


def main() -> int:
    problems = style_problems(files(".css"))
    print(*problems, sep="\n", end="\n" if problems else "")
    return max(lint_scripts(), 1 if problems else 0)


if __name__ == "__main__":
    sys.exit(main())
