"""Changes the code a little, and looks whether a test notices.

    python -m tests.mutants [--most 12] [--seed 1] [PATH …]

Each mutant is one small change of a function, or of a table, in the modules of
``SUBJECTS``: a comparison turned round, a condition or an argument left out, a line
not done. The tests of the subject run once, to see which of them come to which line;
then a child process for each mutant runs these, the quickest first, until one fails.

The code on disk is never touched, and the database is made once: a child swaps the
code of one function in its memory, and what its tests write is rolled back.
``make mutants`` is not a part of any other target. docs/testing.md has the figures.
"""

import argparse
import ast
import copy
import importlib
import inspect
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

import coverage
import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

# Whose tests may notice, beside those of the module's own folder.
NEIGHBOURS = {
    "signatures": ["review", "register"],
    "review": ["signatures", "register"],
    "register": ["signatures"],
    "correspondence": ["signatures"],
}
MODULES = [
    *("signatures/transitions.py", "signatures/signing.py"),
    *("signatures/succession.py", "signatures/retention.py"),
    *("review/decide.py", "review/moderation.py", "review/undoing.py"),
    *("register/chain.py", "correspondence/outbox.py", "correspondence/links.py"),
]
# Threads and processes of their own, which take long and prove something else.
LEFT_OUT = ("test_races", "test_bad_input", "test_charts")
# Of tests for one mutant; more are not asked.
SECONDS = 60
PAIRS = [
    *((ast.Eq, ast.NotEq), (ast.In, ast.NotIn), (ast.Is, ast.IsNot)),
    *((ast.And, ast.Or), (ast.Lt, ast.LtE), (ast.Gt, ast.GtE)),
    *((ast.Add, ast.Sub), (ast.BitOr, ast.BitAnd)),
]
TURNED = dict(PAIRS) | {second: first for first, second in PAIRS}


@dataclass
class Mutant:
    path: str
    # Of a function, or of what is given a name outside of any.
    name: str
    line: int
    what: str
    tree: ast.Module = field(repr=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.name}: {self.what}"


# Making them ---------------------------------------------------------------------


def changes(node: ast.AST) -> Iterator[Callable[[ast.AST], None]]:
    """What may be done with a node, each to a copy of it."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in TURNED:
            yield lambda it: it.ops.__setitem__(0, TURNED[type(op)]())
        case ast.BoolOp():
            yield lambda it: setattr(it, "op", TURNED[type(it.op)]())
            for place in range(len(node.values)):
                yield lambda it, place=place: it.values.pop(place)
        case ast.BinOp() if type(node.op) in TURNED:
            yield lambda it: setattr(it, "op", TURNED[type(it.op)]())
        case ast.Constant(value=bool()):
            yield lambda it: setattr(it, "value", not it.value)
        case ast.Constant(value=int()):
            yield lambda it: setattr(it, "value", it.value + 1)
        case ast.Constant(value=str()) if node.value:
            yield lambda it: setattr(it, "value", f"X{it.value}")
        case ast.Set() | ast.Tuple() | ast.List() if len(node.elts) > 1 and isinstance(
            getattr(node, "ctx", ast.Load()), ast.Load
        ):
            for place in range(len(node.elts)):
                yield lambda it, place=place: it.elts.pop(place)
        case ast.Call() if node.keywords:
            for place in range(len(node.keywords)):
                yield lambda it, place=place: it.keywords.pop(place)
        case ast.If() | ast.IfExp() | ast.While():
            yield lambda it: setattr(it, "test", ast.UnaryOp(ast.Not(), it.test))


def is_left_out(statement: ast.stmt) -> bool:
    """What a line of done or not done, but not a docstring or a log."""
    text = ast.unparse(statement)
    is_words = isinstance(statement, ast.Expr) and isinstance(
        statement.value, ast.Constant
    )
    return not is_words and not text.startswith("logger.")


def mutants_of(path: str) -> list[Mutant]:
    tree = ast.parse(Path(path).read_text())
    found = []
    for number, top in enumerate(tree.body):
        name = None
        if isinstance(top, ast.FunctionDef):
            name, bodies = top.name, top.body
        elif isinstance(top, ast.Assign) and ast.unparse(top.targets[0]).isupper():
            name, bodies = ast.unparse(top.targets[0]), [top]
        if name is None or "(" in name:
            continue
        for statement in bodies:
            if is_left_out(statement):
                found += inside(path, tree, number, name, statement)
    return found


def inside(
    path: str, tree: ast.Module, number: int, name: str, root: ast.stmt
) -> Iterator[Mutant]:
    """All mutants below one statement of the module's ``number``-th."""
    # The same walk over a copy comes to the same nodes.
    body = tree.body[number].body if tree.body[number] is not root else None
    start = body.index(root) if body else None
    for place, node in enumerate(ast.walk(root)):
        acts = list(changes(node))
        is_line = isinstance(
            node, ast.Expr | ast.Assign | ast.AugAssign | ast.Raise | ast.Return
        )
        if is_line and body and is_left_out(node):
            acts.append(None)
        for act in acts:
            other = copy.deepcopy(tree)
            top = other.body[number]
            again = top.body[start] if body else top
            target = list(ast.walk(again))[place]
            before = ast.unparse(target)
            if act is None:
                leave_out(again if target is not again else top, target)
                after = "(nothing)"
            else:
                act(target)
                after = ast.unparse(ast.fix_missing_locations(target))
            line = getattr(node, "lineno", root.lineno)
            what = difference(before, after)
            yield Mutant(path, name, line, what, ast.fix_missing_locations(other))


def leave_out(root: ast.AST, target: ast.stmt) -> None:
    for parent in ast.walk(root):
        for _name, value in ast.iter_fields(parent):
            if isinstance(value, list) and any(row is target for row in value):
                place = [row is target for row in value].index(True)
                value[place] = ast.copy_location(ast.Pass(), target)


def difference(before: str, after: str) -> str:
    """The part of two texts that is not the same, and a little before it."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), 0)
    start = max(0, same - 30)
    parts = (" ".join(text[start : start + 70].split()) for text in (before, after))
    return " → ".join(parts)


# Trying them ---------------------------------------------------------------------


def apply(mutant: Mutant) -> None:
    """Into the memory of this process."""
    module = importlib.import_module(mutant.path[:-3].replace("/", "."))
    code = compile(mutant.tree, mutant.path, "exec")
    live = getattr(module, mutant.name)
    if inspect.isfunction(live):
        found = [row for row in code.co_consts if isinstance(row, CodeType)]
        (new,) = [row for row in found if row.co_name == mutant.name]
        inspect.unwrap(live).__code__ = new
        return
    (table,) = [
        row
        for row in mutant.tree.body
        if isinstance(row, ast.Assign)
        and getattr(row.targets[0], "id", "") == mutant.name
    ]
    expression = compile(ast.Expression(table.value), mutant.path, "eval")
    value = eval(expression, vars(module))  # noqa: S307 - our own code
    for other in list(sys.modules.values()):
        if getattr(other, mutant.name, None) is live:
            setattr(other, mutant.name, value)


class Trial:
    """A plugin that takes the place of pytest's own loop."""

    def __init__(self, modules: list[str], most: int, seed: int):
        self.modules, self.most, self.seed = modules, most, seed
        self.seconds: dict[str, float] = {}
        self.results: list[tuple[str, Mutant]] = []
        # Begun before the modules are imported, as for a report of its own.
        self.measured = coverage.Coverage(
            data_file="build/mutants.coverage",
            config_file=False,
            branch=True,
            include=[f"{path.split('/')[0]}/*" for path in modules],
        )

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        data = self.first_run()
        connections.close_all()
        for path in self.modules:
            contexts = data.contexts_by_lineno(str(Path(path).resolve()))
            every = mutants_of(path)
            # The same of each module, whichever others are tried.
            chosen = random.Random(f"{self.seed} {path}")  # noqa: S311 - no secret
            some = chosen.sample(every, min(self.most, len(every)))
            for mutant in sorted(some, key=lambda row: row.line):
                result = self.result_of(mutant, contexts)
                self.results.append((result, mutant))
                if result != "killed":
                    print(f"{result}: {mutant}", file=sys.stderr, flush=True)
        return True

    def first_run(self) -> coverage.CoverageData:
        """Which tests come where, and how long each takes."""
        for item in self.session.items:
            self.measured.switch_context(item.nodeid)
            start = time.monotonic()
            if self.passes(item):
                self.seconds[item.nodeid] = time.monotonic() - start
            else:
                print(f"fails by itself: {item.nodeid}", file=sys.stderr)
        self.measured.stop()
        self.measured.save()
        return self.measured.get_data()

    def passes(self, item: pytest.Item) -> bool:
        reports = runtestprotocol(item, log=False, nextitem=self.session)
        return not any(report.failed for report in reports)

    def tests_at(self, mutant: Mutant, contexts: dict[int, list[str]]) -> set[str]:
        """Those that come to its line; to any line, where it is a table."""
        seen = {line: set(names) - {""} for line, names in contexts.items()}
        if mutant.name.isupper():
            return set().union(*seen.values())
        # What stands on several lines is run on its first.
        before = [line for line in seen if line <= mutant.line]
        return seen[max(before)] if before else set()

    def result_of(self, mutant: Mutant, contexts: dict[int, list[str]]) -> str:
        names = self.tests_at(mutant, contexts) & self.seconds.keys()
        if not names:
            return "no test"
        left, asked = SECONDS, []
        for name in sorted(names, key=self.seconds.get):
            asked.append(name)
            left -= self.seconds[name]
            if left < 0:
                break
        if (child := os.fork()) == 0:
            os._exit(self.is_noticed(mutant, asked))
        end = time.monotonic() + 60 + 5 * SECONDS
        while time.monotonic() < end:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return (
                    "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
                )
            time.sleep(0.02)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # It never ended: somebody would notice.
        return "killed"

    def is_noticed(self, mutant: Mutant, names: list[str]) -> bool:
        try:
            apply(mutant)
            return not all(self.passes(self.items[name]) for name in names)
        except BaseException:  # noqa: BLE001 - whatever it is, it is noticed
            return True


def tests_of(modules: list[str]) -> list[str]:
    folders = {path.split("/")[0] for path in modules}
    for folder in list(folders):
        folders.update(NEIGHBOURS[folder])
    return [f"tests/{name}" for name in sorted(folders)]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("modules", nargs="*", default=MODULES, metavar="PATH")
    parser.add_argument("--most", type=int, default=12, help="mutants of a module")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    options = parser.parse_args()
    trial = Trial(options.modules, options.most, options.seed)
    Path("build").mkdir(exist_ok=True)
    trial.measured.start()
    left_out = [f"--ignore-glob=*{name}*" for name in LEFT_OUT]
    arguments = ["-n0", "-pno:randomly", "-pno:cacheprovider", "-q", *left_out]
    code = pytest.main([*arguments, *tests_of(options.modules)], plugins=[trial])
    for path in options.modules:
        found = [result for result, mutant in trial.results if mutant.path == path]
        killed = found.count("killed")
        print(f"{path:32} {killed:4} of {len(found)} killed")
    all_results = [result for result, _mutant in trial.results]
    killed, count = all_results.count("killed"), len(all_results) or 1
    print(f"{'all':32} {killed:4} of {count} killed, {killed / count:.0%}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
