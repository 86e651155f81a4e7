"""Writes docs/evaluation.md from what the measuring commands left in build/.

    python bench/evaluation.py [build]

Each section of the page stands between two comment lines that name it. A section whose figures are not in build/ stays
as it is, so that one part can be measured anew without the others:

    evaluation.json   mtaudit evaluate GOLD... --baseline all --json build/evaluation.json
    blind.json        mtaudit evaluate GOLD... --select UNT --blind --full --json build/blind.json
    selftest.json     mtaudit selftest --json build/selftest.json
    seed.md           python bench/seed.py > build/seed.md
    speed.md          python bench/speed.py > build/speed.md
    untranslated_speed.md  python bench/untranslated_speed.py > build/untranslated_speed.md
    untranslated_reasons.md  python bench/untranslated_reasons.py > build/untranslated_reasons.md
    peers.md          bench/peers.py, see there > build/peers.md
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtaudit.evaluate.markdown import mistakes_table, sets_table, tiers_table, to_markdown
from mtaudit.evaluate.own import NAME
from mtaudit.evaluate.run import Evaluation
from mtaudit.evaluate.store import from_json
from mtaudit.evaluate.tables import Table, signatures, tables
from mtaudit.evaluate.tiers import tiers

PAGE = Path(__file__).parents[1] / "docs/evaluation.md"
SECTION = re.compile(r"(<!-- begin (\w+)[^\n]*-->\n).*?(<!-- end \2 -->\n)", re.DOTALL)


def main() -> None:
    """Fill in every section that was measured."""
    build = Path(sys.argv[1] if len(sys.argv) > 1 else "build")
    sections = measured(build)
    page = PAGE.read_text(encoding="utf-8")
    missing = set(sections) - {match[2] for match in SECTION.finditer(page)}
    if missing:
        sys.exit(f"{PAGE}: no section for {', '.join(sorted(missing))}")

    def fill(match: re.Match[str]) -> str:
        text = sections.get(match[2])
        return match[0] if text is None else f"{match[1]}\n{text.strip()}\n\n{match[3]}"

    PAGE.write_text(SECTION.sub(fill, page), encoding="utf-8")
    print(f"{PAGE.name}: {', '.join(sections) or 'nothing measured'}")


def measured(build: Path) -> dict[str, str]:
    """The text of each section for which there are figures."""
    sections: dict[str, str] = {}
    evaluation = _read(build / "evaluation.json")
    selftest = _read(build / "selftest.json")
    if evaluation:
        by_title = {table.title: table for table in tables(evaluation)}
        sections["alarms"] = to_markdown([by_title["False alarms"]])
        sections["findings"] = to_markdown(_some(by_title, "Findings", "Precision by rule", "Words"))
        slices = _some(by_title, "False alarms by language", "Findings by slice")
        sections["slices"] = to_markdown(map(_of_mtaudit, slices))
        sections["mistakes"] = to_markdown([mistakes_table(evaluation.mistakes, "UNT")])
        sections["scores"] = to_markdown(_some(by_title, "Scores", "Labels and pairs", "Calibration"))
        sections["rules"] = to_markdown([tiers_table(tiers(evaluation, selftest))])
        sections["sets"] = to_markdown([sets_table(evaluation.sets)]) + _signatures(evaluation)
    blind = _read(build / "blind.json")
    if blind:
        slices = {table.title: table for table in tables(blind)}["Findings by slice"]
        sections["blind"] = f"Read: {blind.plan}.\n\n" + to_markdown([_of_mtaudit(slices)])
    if selftest:
        from mtaudit.evaluate.selftest_tables import tables_of

        sections["selftest"] = f"Read: {selftest.plan}.\n\n" + to_markdown(tables_of(selftest))
    for name in ("seed", "speed", "untranslated_speed", "untranslated_reasons", "peers"):
        path = build / f"{name}.md"
        if path.exists():
            sections[name] = path.read_text(encoding="utf-8")
    return sections


def _read(path: Path) -> Evaluation | None:
    return from_json(path) if path.exists() else None


def _some(by_title: dict[str, Table], *titles: str) -> list[Table]:
    return [by_title[title] for title in titles if title in by_title]


def _of_mtaudit(table: Table) -> Table:
    """Only our own rows: with those of all peers a page would be too long; the HTML page has them."""
    system = table.header.index("system")
    own = (row for row in table.rows if row[system].text == NAME)
    return replace(table, rows=tuple((*row[:system], *row[system + 1 :]) for row in own), **_without(table, system))


def _without(table: Table, column: int) -> dict[str, Any]:
    header = (*table.header[:column], *table.header[column + 1 :])
    return {"header": header, "labels": table.labels - 1}


def _signatures(evaluation: Evaluation) -> str:
    lines = [f"- {name}: `{signature}`" for name, signature in signatures(evaluation)]
    return f"\nRead: {evaluation.plan}.\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
