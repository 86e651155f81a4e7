"""An evaluation, a comparison or a self-test as one HTML page that needs nothing beside itself."""

from __future__ import annotations

from collections.abc import Sequence

import jinja2
from markupsafe import Markup

from mtaudit.evaluate.compare import Comparison
from mtaudit.evaluate.plots import reliabilities, whiskers
from mtaudit.evaluate.run import Evaluation
from mtaudit.evaluate.tables import Table, changes_table, signatures, tables
from mtaudit.report.assets import asset, hash_of, styles
from mtaudit.report.html import policy
from mtaudit.report.wording import encodable


def render(evaluation: Evaluation, comparison: Comparison | None = None) -> str:
    """The page of an evaluation, with what changed since another one on top where there is one."""
    shown = tables(evaluation)
    if comparison is not None:
        shown.insert(0, changes_table(comparison))
    return render_tables(
        "Evaluation",
        shown,
        evaluation=evaluation,
        whiskers=whiskers(evaluation),
        reliabilities=reliabilities(evaluation),
        notes=(*(comparison.notes if comparison else ()), *evaluation.notes),
        signatures=signatures(evaluation),
    )


def render_tables(
    title: str, shown: Sequence[Table], *, notes: Sequence[str], evaluation: Evaluation | None = None, **more: object
) -> str:
    """A page of tables and, where given, plots."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mtaudit.evaluate", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    own = environment.loader.get_source(environment, "evaluation.css")[0] if environment.loader else ""
    style, boot = styles() + own, asset("boot.js")
    values: dict[str, object] = {"whiskers": (), "reliabilities": (), "signatures": (), **more}
    page = environment.get_template("evaluation.html.j2").render(
        title=title,
        tables=shown,
        evaluation=evaluation,
        notes=notes,
        style=Markup(style),
        boot=Markup(boot),
        policy=policy(hash_of(style), [hash_of(boot)]),
        **values,
    )
    return encodable(page)
