"""What operators are told to type and to set, as far as no machine is needed for it.

``deploy/rehearse`` takes the whole walk.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.rehearsal.walk import steps

ROOT = Path(settings.BASE_DIR)
DOCUMENT = (ROOT / "docs/operations.md").read_text("utf-8")
SAMPLE = (ROOT / "deploy/openheritage.env.sample").read_text("utf-8")
READ = re.compile(r"(?:env\.\w+|\bnumber)\(\s*\"([A-Z_]+)\"")
# Of a machine on which the site is tried, and of tests.
ELSEWHERE = {"DEBUG", "HOST", "PORT", "TESTS_DIR"}
# What units and programs say by themselves.
BY_ITSELF = {"PROCESS_KIND"}


def variables() -> set[str]:
    found = set()
    for path in (ROOT / "openheritage/settings").glob("*.py"):
        found.update(READ.findall(path.read_text("utf-8")))
    return found - ELSEWHERE - BY_ITSELF


def test_the_sample_has_each_variable_with_a_sentence():
    assert len(variables()) > 40
    named = set(re.findall(r"^#?([A-Z_]+)=", SAMPLE, re.MULTILINE))
    assert variables() - named == set()


def test_the_document_names_each_variable():
    named = set(re.findall(r"[A-Z][A-Z_]{4,}", DOCUMENT))
    assert variables() - named == set()


def test_what_is_to_be_typed_is_what_a_shell_can_read():
    walk = steps(DOCUMENT)
    numbers = [int(step.heading.split(".")[0]) for step in walk]
    assert numbers == sorted(numbers)
    assert {*range(1, 12)} - {*numbers} == {9}, "The first visit is by browser."
    for step in walk:
        done = subprocess.run(
            ["bash", "-n"],
            input=step.commands,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (step.heading, done.stderr)


def test_who_tries_the_way_back_touches_nothing_that_is_real():
    """What says where a command reads and writes, whatever else a site has."""
    (line,) = re.findall(r"`(DATABASE_URL=postgres:///drill [^`]*)`", DOCUMENT)
    given = dict(re.findall(r"([A-Z0-9_]+)=(\S*)", line))
    assert {name for name, value in given.items() if not value} == {
        *("DATABASE_DIRECT_URL", "JOURNAL_DIR", "S3_URL"),
    }
    assert given.keys() >= {"DATABASE_URL", "VAR_DIR"}


def test_all_of_deploy_that_the_walk_takes_is_there():
    for step in steps(DOCUMENT):
        for name in re.findall(r"(?:^|[ /])deploy/([\w.*-]+)", step.commands):
            assert [*(ROOT / "deploy").glob(name)], (step.heading, name)


@pytest.fixture
def typed(tmp_path):
    """Types ``deploy/manage`` on a machine whose site says what it was told."""
    folder = tmp_path / "site"
    (folder / "deploy").mkdir(parents=True)
    (folder / ".venv/bin").mkdir(parents=True)
    command = folder / "deploy/manage"
    command.write_text((ROOT / "deploy/manage").read_text())
    command.chmod(0o755)
    (folder / "deploy/variables.sh").write_text(
        (ROOT / "deploy/variables.sh").read_text()
    )
    python = folder / ".venv/bin/python"
    python.write_text('#!/bin/bash\necho "$@"\nexport -p\n')
    python.chmod(0o755)
    # In its place no account is changed to.
    programs = tmp_path / "programs"
    programs.mkdir()
    runuser = programs / "runuser"
    runuser.write_text('#!/bin/bash\nshift 3\nexec "$@"\n')
    runuser.chmod(0o755)
    link = programs / "openheritage"
    link.symlink_to(command)

    def typed(file: str | None, *arguments: str, **given: str):
        path = tmp_path / "env"
        if file is not None:
            path.write_text(file)
        environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "OPENHERITAGE_ENV": str(path),
        }
        return subprocess.run(
            [link, *arguments],
            env=environment | given,
            cwd="/",
            text=True,
            capture_output=True,
            check=False,
        )

    return typed


def test_a_command_gets_the_variables_as_the_services_do(typed):
    done = typed(
        "# A=1\nDEFAULT_FROM_EMAIL=Open Heritage <noreply@a.example>\n"
        'ANYMAIL={"WEBHOOK_SECRET": "user:a b"}\nQUOTED="two words"\nBLANK=a  \n'
        "DOLLAR=$HOME `id` a|b\nLAST=1",
        "check",
        "--deploy",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("manage.py check --deploy\n")
    for line in (
        'DEFAULT_FROM_EMAIL="Open Heritage <noreply@a.example>"',
        r'ANYMAIL="{\"WEBHOOK_SECRET\": \"user:a b\"}"',
        'QUOTED="two words"',
        'BLANK="a"',
        r'DOLLAR="\$HOME \`id\` a|b"',
        'LAST="1"',
    ):
        assert f"declare -x {line}\n" in done.stdout
    assert " A=" not in done.stdout


def test_what_is_given_for_one_command_stands(typed):
    done = typed(
        "JOURNAL_DIR=/real\nVAR_DIR=/real\n", "restore", JOURNAL_DIR="", VAR_DIR="/b"
    )
    assert 'JOURNAL_DIR=""' in done.stdout
    assert 'VAR_DIR="/b"' in done.stdout


def test_without_its_file_it_says_so(typed):
    done = typed(None, "migrate")
    assert done.returncode != 0
    assert "cannot be read" in done.stderr
