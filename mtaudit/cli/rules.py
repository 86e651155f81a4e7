"""`mtaudit rules` and `mtaudit explain`: what is looked for, and why."""

from __future__ import annotations

import json as jsonlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mtaudit.errors import MtauditError, did_you_mean

if TYPE_CHECKING:
    from rich.text import Text

    from mtaudit.detect.rule import Example, Rule

_MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def rules(
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print docs/rules.md.")] = False,
) -> None:
    """List all rules."""
    from rich.table import Table

    from mtaudit.cli.console import SEVERITY_STYLES, stdout
    from mtaudit.detect.registry import RULES

    if markdown:
        typer.echo(_as_markdown(RULES), nl=False)
        return
    if json:
        typer.echo(jsonlib.dumps([_as_dict(rule) for rule in RULES], ensure_ascii=False, indent=1))
        return
    table = Table(box=None, pad_edge=False)
    for column in ("code", "name", "severity"):
        table.add_column(column, no_wrap=True)
    table.add_column("what it finds")
    for rule in RULES:
        summary = rule.summary + (f" Needs: {', '.join(rule.needs)}." if rule.needs else "")
        severity = f"[{SEVERITY_STYLES[rule.severity]}]{rule.severity.value}[/]"
        table.add_row(rule.code, rule.name, severity, _plain(summary))
    stdout().print(table)


def explain(
    rule: Annotated[str, typer.Argument(metavar="CODE|NAME", help="Such as REP101, REP or doubled-word.")],
) -> None:
    """Say what a rule finds, why it matters and when it keeps silent, with its examples."""
    from mtaudit.cli.console import stdout

    console = stdout()
    for index, found in enumerate(_matching(rule)):
        if index:
            console.rule(style="dim")
        _explain(found)


def _as_dict(rule: Rule) -> dict[str, Any]:
    from mtaudit.detect.tiers import GATING

    return {
        "code": rule.code,
        "name": rule.name,
        "category": rule.category.value,
        "severity": rule.severity.value,
        "scope": rule.scope,
        "needs": list(rule.needs),
        "gates": GATING.get(rule.code),
        "summary": rule.summary,
        "doc": rule.doc,
    }


def _as_markdown(rules: Sequence[Rule]) -> str:
    """All rules with their documentation and examples, as one page."""
    lines = ["# Rules", "", "Written by `make rules`; `mtaudit explain CODE` prints the same.", ""]
    lines += ["| code | name | severity | what it finds |", "|---|---|---|---|"]
    lines += [f"| [{r.code}](#{r.code.lower()}) | {r.name} | {r.severity} | {_cell(r.summary)} |" for r in rules]
    for rule in rules:
        lines += ["", f"## {rule.code}", "", f"**{rule.name}** · {rule.severity} · {rule.category} · {rule.scope}", ""]
        lines += [rule.doc]
        for heading, wanted in (("Found", True), ("Silent", False)):
            lines += ["", f"{heading}:", ""]
            lines += [
                f"- {example.lang}: {_cell(_shown(example.marked))}"
                for example in rule.examples
                if bool(example.spans) is wanted
            ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_|<>#])", r"\\\1", text)


def _matching(name: str) -> list[Rule]:
    """Rules of a code, the beginning of one, or a name. Raises MtauditError where there is none."""
    from mtaudit.detect.registry import RULES

    matching = [rule for rule in RULES if rule.code.startswith(name.upper()) or rule.name == name.lower()]
    if matching and name:
        return matching
    known = [rule.name for rule in RULES] + [rule.code for rule in RULES]
    hint = did_you_mean(name.lower(), known) or did_you_mean(name.upper(), known, "`mtaudit rules` lists them all")
    raise MtauditError(f"no rule is called {name!r}", hint)


def _explain(rule: Rule) -> None:
    from rich.text import Text

    from mtaudit.cli.console import SEVERITY_STYLES, stdout
    from mtaudit.detect.rule import HEADINGS, READING
    from mtaudit.detect.tiers import GATING

    console = stdout()
    severity = (rule.severity.value, SEVERITY_STYLES[rule.severity])
    console.print(
        Text.assemble((rule.code, "bold"), " ", (rule.name, "bold"), "  ", severity, f"  {rule.category.value}")
    )
    for paragraph in rule.paragraphs:
        text = Text(paragraph)
        heading = next((heading for heading in (*HEADINGS, *READING) if paragraph.startswith(heading)), "")
        text.stylize("bold", 0, len(heading))
        console.print()
        console.print(text)
    ground = GATING.get(rule.code)
    tier = f"a major finding fails `mtaudit check` (measured: {ground})" if ground else "informs, fails nothing"
    console.print()
    console.print(Text.assemble(("In CI: ", "bold"), tier))
    if rule.needs:
        console.print()
        console.print(Text.assemble(("Needs: ", "bold"), ", ".join(rule.needs)))
    for heading, wanted in (("Found", True), ("Silent", False)):
        console.print()
        console.print(Text(f"{heading}:", style="bold"))
        for example in rule.examples:
            if bool(example.spans) is wanted:
                console.print(_example(example))


def _example(example: Example) -> Text:
    """The example as indented text, what is found in it underlined; a line break is shown as a sign."""
    from rich.text import Text

    text = Text(f"  {example.lang}  ", style="")
    last = 0
    for match in _MARKED.finditer(example.marked):
        text.append(_shown(example.marked[last : match.start()]))
        text.append("[[" + _shown(match[1]) + "]]", style="bold yellow")
        last = match.end()
    text.append(_shown(example.marked[last:]))
    if example.source:
        text.append(f"   (source: {_shown(example.source)})", style="dim")
    return text


def _shown(text: str) -> str:
    from mtaudit.report.wording import encodable, plain

    return encodable(plain(re.sub(r"\s*[\n\f]\s*", " ⏎ ", text)))


def _plain(text: str) -> Text:
    from rich.text import Text

    return Text(text)
