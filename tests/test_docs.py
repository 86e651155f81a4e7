"""Generated documentation keeps up with the code."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from mtaudit.cli import app

ROOT = Path(__file__).parents[1]


def test_docs_rules_is_what_the_rules_say() -> None:
    printed = CliRunner().invoke(app, ["rules", "--markdown"])
    assert printed.exit_code == 0
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == printed.stdout, "run `make rules`"


def test_every_page_that_the_readme_links_to_exists() -> None:
    import re

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
