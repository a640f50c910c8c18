"""Reads which of our apps names which other, in every way that one can be named.

``arrows`` finds imports, dotted names and ``app.Model`` in strings, ``get_model``,
templates and tag libraries, names of addresses, and accessors that a model of an
upper app gives to one below. It reads text and loads nothing, so that it can be
tried on a tree that is not ours; what is put together at run time it does not see.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

LOAD = re.compile(r"{% load ([^%]+?)(?: from (\w+))? %}")
TEMPLATE = re.compile(r"""{% (?:include|extends) ["']([^"']+)["']""")
ADDRESS = re.compile(r"""{% url ["']([^"']+)["']""")
ATTRIBUTE = re.compile(r"\.(\w+)")
TAG = re.compile(r"{[{%].*?[%}]}")
DOTTED = re.compile(r"\w+(?:\.\w+)+")

REVERSE = {"reverse", "reverse_lazy", "resolve_url", "redirect"}
ROUTES = {"path", "re_path"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey"}
# Where a page may stand is told by name, in Wagtail's own words: it is a rule of the
# tree and no code of the page above is used.
RULES_OF_THE_TREE = {"parent_page_types", "subpage_types"}


@dataclass(frozen=True)
class Arrow:
    """``room`` names ``target`` at a place, by ``how``."""

    room: str
    target: str
    place: str
    how: str

    def __str__(self) -> str:
        return f"{self.place}: {self.how} (→ {self.target})"


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def text(node: ast.AST | None) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else ""


def keyword(node: ast.Call, name: str) -> str:
    return next((text(word.value) for word in node.keywords if word.arg == name), "")


def assigned(node: ast.AST, kind: str) -> set[str]:
    """The names (``id``) or attributes (``attr``) that a statement sets."""
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    return {getattr(target, kind, "") for target in targets} - {""}


@dataclass
class Tree:
    """The apps (``rooms``) below a folder."""

    root: Path
    rooms: tuple[str, ...]
    parsed: dict[Path, ast.Module] = field(default_factory=dict)

    def files(self, room: str, suffix: str) -> list[Path]:
        found = sorted((self.root / room).rglob(f"*{suffix}"))
        return [path for path in found if "migrations" not in path.parts]

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def nodes(self, path: Path) -> Iterator[ast.AST]:
        if path not in self.parsed:
            self.parsed[path] = ast.parse(path.read_text())
        return ast.walk(self.parsed[path])

    def python(self) -> Iterator[tuple[str, ast.AST]]:
        for room in self.rooms:
            for path in self.files(room, ".py"):
                for node in self.nodes(path):
                    yield room, node

    @cached_property
    def libraries(self) -> dict[str, str]:
        """``{tag library: room}``."""
        return {
            path.stem: room
            for room in self.rooms
            for path in self.files(room, ".py")
            if path.parent.name == "templatetags"
        }

    @cached_property
    def templates(self) -> dict[str, str]:
        """``{name of a template: room}``."""
        return {
            path.relative_to(self.root / room / "templates").as_posix(): room
            for room in self.rooms
            for path in (self.root / room / "templates").rglob("*")
            if path.is_file()
        }

    @cached_property
    def addresses(self) -> dict[str, str]:
        """``{name of an address, or its namespace: room}``."""
        found = {}
        for room, node in self.python():
            if isinstance(node, ast.Call) and called(node) in ROUTES:
                found[keyword(node, "name")] = room
            elif isinstance(node, ast.Call) and called(node).endswith("ViewSet"):
                found[text(node.args[0]) if node.args else ""] = room
            elif isinstance(node, ast.ClassDef) and "View" in node.name:
                found |= dict.fromkeys(self.namespaces(node), room)
        found.pop("", None)
        return found

    @staticmethod
    def namespaces(node: ast.ClassDef) -> list[str]:
        return [
            text(line.value)
            for line in node.body
            if isinstance(line, ast.Assign)
            and getattr(line.targets[0], "id", "") in ("name", "url_namespace")
        ]

    @cached_property
    def accessors(self) -> dict[str, set[str]]:
        """``{related name: rooms whose models give it}``."""
        found = defaultdict(set)
        for room, node in self.python():
            if not isinstance(node, ast.ClassDef):
                continue
            for line in node.body:
                value = getattr(line, "value", None)
                if isinstance(value, ast.Call) and called(value) in RELATIONS:
                    name = keyword(value, "related_name") or f"{node.name.lower()}_set"
                    found[name].add(room)
        found.pop("+", None)
        return dict(found)

    @cached_property
    def own_names(self) -> dict[str, set[str]]:
        """What the classes of a room define: no accessor of another room's."""
        found = defaultdict(set)
        for room, node in self.python():
            if isinstance(node, ast.ClassDef):
                for line in node.body:
                    found[room] |= {getattr(line, "name", ""), *assigned(line, "id")}
            found[room] |= assigned(node, "attr")
        return found

    @cached_property
    def arrows(self) -> list[Arrow]:
        return [
            Arrow(room, target, f"{self.name(path)}:{line}", how)
            for room in self.rooms
            for path in [*self.files(room, ".py"), *self.files(room, ".html")]
            for target, line, how in self.named_in(room, path)
            if target in self.rooms and target != room
        ]

    def named_in(self, room: str, path: Path) -> Iterator[tuple[str, int, str]]:
        if path.suffix == ".html":
            yield from self.named_in_template(room, path)
            return
        rules = {
            id(part)
            for node in self.nodes(path)
            if isinstance(node, ast.Assign)
            and getattr(node.targets[0], "id", "") in RULES_OF_THE_TREE
            for part in ast.walk(node)
        }
        for node in self.nodes(path):
            if id(node) not in rules:
                for target, how in self.named_by(room, node):
                    yield target, getattr(node, "lineno", 0), how

    def named_by(self, room: str, node: ast.AST) -> Iterator[tuple[str, str]]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], f"import {alias.name}"
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0], f"from {node.module} import …"
        elif isinstance(node, ast.Attribute):
            yield from self.through(room, node.attr)
        elif isinstance(node, ast.keyword):
            yield from self.through(room, (node.arg or "").split("__")[0])
        elif words := text(node):
            if DOTTED.fullmatch(words):
                yield words.split(".")[0], f'"{words}"'
            if "__" in words and words.isidentifier():
                yield from self.through(room, words.split("__")[0])
            yield self.templates.get(words, ""), f'template "{words}"'
        elif isinstance(node, ast.Call) and node.args:
            first = text(node.args[0])
            if called(node) in REVERSE:
                yield self.address(first), f'{called(node)}("{first}")'
            elif called(node) == "get_model":
                yield first.split(".")[0], f'get_model("{first}")'

    def named_in_template(self, room: str, path: Path) -> Iterator:
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            for match in LOAD.finditer(line):
                for library in [match[2]] if match[2] else match[1].split():
                    yield self.libraries.get(library, ""), number, f"load {library}"
            for name in TEMPLATE.findall(line):
                yield self.templates.get(name, ""), number, f'template "{name}"'
            for name in ADDRESS.findall(line):
                yield self.address(name), number, f'url "{name}"'
            for tag in TAG.findall(line):
                for name in ATTRIBUTE.findall(re.sub(r""""[^"]*\"""", "", tag)):
                    for target, how in self.through(room, name):
                        yield target, number, how

    def address(self, name: str) -> str:
        return self.addresses.get(name) or self.addresses.get(name.split(":")[0], "")

    def through(self, room: str, name: str) -> Iterator[tuple[str, str]]:
        """What is reached by an accessor that only another room's model gives."""
        givers = self.accessors.get(name, set())
        if room not in givers and name not in self.own_names[room]:
            for giver in givers:
                yield giver, f"accessor .{name}"

    def modules(self, room: str) -> dict[str, set[str]]:
        """``{module: modules of the same room that it imports}``."""
        paths = self.files(room, ".py")
        names = {self.module(path): path for path in paths}
        return {
            name: self.imported(name, path, {*names}) - {name}
            for name, path in names.items()
        }

    def module(self, path: Path) -> str:
        parts = path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def imported(self, module: str, path: Path, known: set[str]) -> set[str]:
        package = module if path.stem == "__init__" else module.rpartition(".")[0]
        found = set()
        for node in self.nodes(path):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                above = package.split(".")[: 1 - node.level or None]
                parts = [*(above if node.level else []), node.module or ""]
                base = ".".join(part for part in parts if part)
                for alias in node.names:
                    full = f"{base}.{alias.name}"
                    found.add(full if full in known else base)
        return found & known


def circle(graph: dict[str, set[str]]) -> set[str]:
    """Those that import each other in circles, or stand between two circles."""
    while True:
        reached = set().union(*graph.values())
        kept = {
            name: {target for target in targets if target in graph}
            for name, targets in graph.items()
            if name in reached and targets & {*graph}
        }
        if kept == graph:
            return set(graph)
        graph = kept
