"""`mtaudit check` from end to end: exit codes, the last line, outputs, baseline and suppressions."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from mtaudit.cli import run
from tests.test_cli import shell

LIGHT = ("--select", "UNT,REP,GAR2", "--ignore", "GAR220", "--no-progress", "-t", "en")
CLEAN = "The talks ended late on Monday.\nNobody came to the second meeting.\n"
PLANTED = f"{CLEAN}Η απόφαση ελήφθη ομόφωνα από τη γενική συνέλευση των ναυτικών.\n"
MINOR = f"{CLEAN}He went to the the market.\n"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with three articles, and no CI around it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    for name, text in (("clean.txt", CLEAN), ("planted.txt", PLANTED), ("minor.txt", MINOR)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def check(*argv: str) -> int:
    return run(["check", *argv, *LIGHT])


def last(capsys: Capture) -> str:
    return capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("paths", "code", "line"),
    [
        (["clean.txt"], 0, "check passed: 1 article, nothing that fails the gate"),
        (["minor.txt"], 0, "check passed: 1 article, nothing that fails the gate, 1 minor finding"),
        (["planted.txt", "clean.txt"], 1, "check failed: 1 critical finding (UNT103 1) in 1 article"),
        (
            ["clean.txt", "no.txt"],
            2,
            "check incomplete: 1 article, nothing that fails the gate; 1 input could not be read",
        ),
        (["*.txt", "no.txt"], 1, "check failed: 1 critical finding (UNT103 1) in 1 article; 1 input could not be read"),
        (["no.txt"], 2, "check incomplete: 0 articles, nothing that fails the gate; 1 input could not be read"),
    ],
)
@pytest.mark.usefixtures("here")
def test_exit_code_and_last_line(capsys: Capture, paths: list[str], code: int, line: str) -> None:
    assert check(*paths) == code
    assert last(capsys) == line


@pytest.mark.usefixtures("here")
def test_findings_are_lines_as_compilers_write_them(capsys: Capture) -> None:
    assert check("minor.txt", "planted.txt") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("minor.txt:3:12: REP101 minor: “the the”: ")
    assert lines[1].startswith("planted.txt:3:1: UNT103 critical: “Η απόφαση")


def test_records_and_standard_input(here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [json.dumps({"id": "a", "mt": CLEAN}), "{broken", json.dumps({"id": "b", "mt": PLANTED})]
    (here / "batch.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert check("batch.jsonl") == 1
    printed = capsys.readouterr()
    assert "error: batch.jsonl:2: not valid JSON" in printed.err
    assert printed.out.startswith("batch.jsonl:3: UNT103 critical: ")
    stdin = io.TextIOWrapper(io.BytesIO(PLANTED.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert check("-", "-q") == 1
    assert capsys.readouterr().out == "check failed: 1 critical finding (UNT103 1) in 1 article\n"


@pytest.mark.parametrize(
    ("argv", "error", "hint"),
    [
        (["--format", "srif"], "--format: cannot write 'srif'; did you mean sarif?", "see `mtaudit check --help`"),
        (["--format", "csv="], "--format csv=: name a file", ""),
        (["--format", "csv", "--format", "sarif"], "csv and sarif both to standard output", ""),
        (["--format", "csv=a", "--format", "sarif=a"], "two formats to a", ""),
        (["--format", "csv=clean.txt/x"], "clean.txt/x: ", "name another file"),
        (["--fail-on", "majr"], "gate.fail_on: no rule matches 'majr'", "did you mean major?"),
        (["--baseline", "no.json"], "no.json: baseline: No such file", "--update-baseline"),
        (["--update-baseline"], "--update-baseline: which file?", "--baseline FILE"),
        (["--suppressions", "no.json"], "no.json: suppressions: No such file", "triage"),
        (["--today", "tomorrow"], "--today: 'tomorrow' is no date", ""),
        (["--config", "bad.toml"], "bad.toml: unknown key gate.min_scor", "did you mean gate.min_score?"),
    ],
)
def test_usage_errors_come_before_the_work(here: Path, capsys: Capture, argv: list[str], error: str, hint: str) -> None:
    (here / "bad.toml").write_text("[gate]\nmin_scor = 5\n", encoding="utf-8")
    assert check("clean.txt", *argv) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert error in printed.err.splitlines()[0] and hint in printed.err.splitlines()[1]


@pytest.mark.usefixtures("here")
def test_fail_on_and_settings(capsys: Capture) -> None:
    assert check("minor.txt", "--fail-on", "REP101") == 1
    assert check("planted.txt", "--fail-on", "none") == 0
    Path("mtaudit.toml").write_text(
        '[gate]\nmin_score = 99\n[[gate.paths]]\nmatch = "minor*"\nmin_score = 0\n', encoding="utf-8"
    )
    capsys.readouterr()
    assert check("minor.txt", "clean.txt") == 0
    assert check("planted.txt", "--fail-on", "none") == 1
    assert last(capsys).startswith("check failed: 1 article under score 99 (planted.txt has ")


@pytest.mark.usefixtures("here")
def test_what_had_to_run(capsys: Capture) -> None:
    Path("mtaudit.toml").write_text('[gate]\nrequire = ["ENC"]\n', encoding="utf-8")
    assert check("clean.txt") == 2
    assert last(capsys).endswith("required ENC could not run: switched off by select or ignore")
    assert check("clean.txt", "--allow-skips") == 0


def test_every_format_to_a_file_and_the_line_to_standard_output(here: Path, capsys: Capture) -> None:
    names = ("console", "csv", "github", "html", "json", "jsonl", "junit", "markdown", "rdjson", "rdjsonl", "sarif")
    argv = [item for name in names for item in ("--format", f"{name}=out/{name}.x")]
    assert check("planted.txt", "minor.txt", *argv) == 1
    assert capsys.readouterr().out == "check failed: 1 critical finding (UNT103 1) in 1 article\n"
    written = {path.stem: path.read_text(encoding="utf-8") for path in (here / "out").iterdir()}
    assert set(written) == set(names)
    assert all("the the" in text for text in written.values())


@pytest.mark.usefixtures("here")
def test_a_format_for_machines_has_standard_output_to_itself(capsys: Capture) -> None:
    for name in ("json", "sarif", "rdjson"):
        assert check("planted.txt", "--format", name, "--format", "console") == 1
        printed = capsys.readouterr()
        assert json.loads(printed.out)
        assert printed.err.splitlines()[-1].startswith("check failed: ")
        assert "planted.txt:3:1: UNT103" in printed.err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_stream_is_in_input_order_and_the_same_for_any_jobs(here: Path, capsys: Capture, jobs: str) -> None:
    rows = [json.dumps({"id": f"a{number}", "mt": MINOR * (20 - number)}) for number in range(12)]
    (here / "batch.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert check("batch.jsonl", "--format", "jsonl", "--format", "json=whole.json", "--jobs", jobs) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    documents = json.loads((here / "whole.json").read_text(encoding="utf-8"))["documents"]
    assert [line["id"] for line in lines] == [f"a{number}" for number in range(12)]
    assert [line["findings"] for line in lines] == [document["findings"] for document in documents]


def test_the_stream_is_written_while_articles_are_finished(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    from mtaudit.engine import run as engine

    rows = [json.dumps({"id": f"a{number}", "mt": CLEAN}) for number in range(3)]
    (here / "batch.jsonl").write_text("\n".join(rows), encoding="utf-8")
    seen: list[int] = []
    real = engine.examine

    def examine(*given: object, **named: object) -> object:
        path = here / "out.jsonl"
        seen.append(path.read_text(encoding="utf-8").count("\n") if path.exists() else -1)
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "examine", examine)
    assert check("batch.jsonl", "--format", "jsonl=out.jsonl") == 0
    assert seen == [0, 1, 2]


def test_the_step_summary_is_added_to(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    summary = here / "summary.md"
    summary.write_text("# Earlier\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert check("planted.txt", "--format", "github") == 1
    assert capsys.readouterr().out.startswith("::error file=planted.txt,line=3,col=1,")
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("# Earlier\n") and "**mtaudit check failed**" in text


@pytest.mark.usefixtures("here")
def test_baseline_from_start_to_end(capsys: Capture) -> None:
    baseline = ("--baseline", "known.json")
    assert check("planted.txt", "minor.txt", *baseline, "--update-baseline") == 1
    printed = capsys.readouterr()
    assert "new: UNT103 critical in planted.txt: " in printed.err and not Path("known.json").exists()
    assert "--accept-new takes in" in printed.out.splitlines()[-1]
    assert check("planted.txt", "minor.txt", *baseline, "--update-baseline", "--accept-new") == 0
    assert check("planted.txt", "minor.txt", *baseline) == 0
    capsys.readouterr()
    assert "known critical" in (check("planted.txt", *baseline), capsys.readouterr().out)[1]
    Path("planted.txt").write_text("The Chief [των Ρωσικών Ενόπλων] said no.\n" + PLANTED, encoding="utf-8")
    assert check("planted.txt", *baseline) == 1
    assert last(capsys) == "check failed: 1 major finding (UNT102 1) in 1 article"
    Path("planted.txt").write_text(CLEAN, encoding="utf-8")
    assert check("planted.txt", *baseline, "--update-baseline") == 0
    assert "known.json: 1 finding, 0 new, 1 gone" in capsys.readouterr().err


def test_the_gate_fails_on_a_planted_paragraph_and_passes_after_its_suppression(here: Path, capsys: Capture) -> None:
    assert check("planted.txt", "--format", "json=r.json") == 1
    (document,) = json.loads((here / "r.json").read_text(encoding="utf-8"))["documents"]
    entry = {"fingerprint": document["findings"][0]["fingerprint"], "code": "UNT103", "document": "planted.txt"}
    entry |= {"quote": "", "decision": "dismissed", "reason": "read out in Greek", "author": "Ada", "note": ""}
    entry |= {"created": "2026-11-24", "expires": "2026-12-31"}
    text = json.dumps({"version": 1, "suppressions": [entry]})
    (here / "mtaudit-suppressions.json").write_text(text, encoding="utf-8")
    assert check("planted.txt", "--today", "2026-12-31") == 0
    assert last(capsys) == "check passed: 1 article, nothing that fails the gate, 1 suppressed"
    assert check("planted.txt", "--today", "2027-01-01") == 1
    printed = capsys.readouterr()
    assert "warning: a suppression has expired: UNT103 in planted.txt (mtaudit-suppressions.json)" in printed.err
    argv = ["audit", "planted.txt", "-o", "out", "--today", "2026-12-31", "--format", "json", *LIGHT]
    assert run(argv) == 0
    (document,) = json.loads((here / "out" / "report.json").read_text(encoding="utf-8"))["documents"]
    assert document["verdict"]["outcome"] == "publish" and document["findings"][0]["suppression"]["author"] == "Ada"


@pytest.mark.usefixtures("here")
def test_same_input_same_bytes() -> None:
    for name in ("one", "two"):
        check("planted.txt", "minor.txt", "--format", f"sarif={name}.sarif", "--format", f"junit={name}.xml")
    assert Path("one.sarif").read_bytes() == Path("two.sarif").read_bytes()
    assert Path("one.xml").read_bytes() == Path("two.xml").read_bytes()


def test_a_process_returns_the_code(here: Path) -> None:
    done = shell("check", "planted.txt", *LIGHT, cwd=here, NO_COLOR="1", PYTHONPATH=str(Path(__file__).parent.parent))
    assert (done.returncode, done.stdout.splitlines()[-1][:12]) == (1, "check failed")
