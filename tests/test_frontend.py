"""The lint of style sheets and scripts finds what it says it finds."""

import pytest

from tests import frontend


@pytest.mark.parametrize(
    ("css", "problem"),
    [
        ("a { color: red; color: blue }", "color is declared twice"),
        ("a { color red; top: 0 }", "cannot be parsed"),
        ("@layer x { a { b { top: 0; color } } }", "cannot be parsed"),
        ("a { }", "a says nothing"),
        ("@keyframes x { from { } to { rotate: 1deg } }", "from says nothing"),
        ("a { color: red !important }", "color: a layer wins by its order"),
        ("a { color: var(--nowhere) }", "--nowhere is defined nowhere"),
        ("a { --unread: 1px }", "--unread is read nowhere"),
    ],
)
def test_a_fault_in_a_style_sheet_is_named_with_its_line(tmp_path, css, problem):
    sheet = tmp_path / "sheet.css"
    sheet.write_text(f"/* A comment. */\n{css}\n")
    (found,) = frontend.style_problems([sheet])
    assert found.startswith(f"{sheet}:2: ")
    assert problem in found


def test_a_class_that_nothing_wears_is_found(tmp_path):
    sheet = tmp_path / "sheet.css"
    # Written in two parts, or this file would be all that wears it; a class that
    # only a test names counts as worn by nothing.
    sheet.write_text(".button, .but" + "tonhole, .block-anything { color: red }")
    (found,) = frontend.style_problems([sheet])
    assert ".buttonhole is worn by nothing" in found


@pytest.mark.parametrize(
    "css",
    [
        "@layer x { a { color: red; &:hover { color: blue } } }",
        "@font-face { font-family: x; src: url(y.woff2) }",
        ":root { --a: 1px } a { margin: var(--a) var(--b, 2px) }",
        "@media print { a { color: black !important } }",
    ],
)
def test_what_is_right_is_left_alone(tmp_path, css):
    sheet = tmp_path / "sheet.css"
    sheet.write_text(css)
    assert not frontend.style_problems([sheet])


def test_a_machine_without_the_linter_of_scripts_skips_it_and_says_so(
    monkeypatch, capsys
):
    monkeypatch.setattr(frontend.sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CI", raising=False)
    assert frontend.lint_scripts() == 0
    assert frontend.NO_OXLINT in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert frontend.lint_scripts() == 1


def test_our_own_sheets_are_found():
    assert {*frontend.files(".css")} >= frontend.FOR_THE_ADMIN
    assert {path.name for path in frontend.files(".css")} >= {"tokens.css", "base.css"}
    assert len(list(frontend.declarations())) > 500
    assert len(list(frontend.selectors())) > 100
