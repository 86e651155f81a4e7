"""The command line from end to end: what it prints, writes and returns."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtaudit.cli import FAILED, console, run
from mtaudit.cli.batch import have_model
from mtaudit.config import Config, ModelsConfig
from mtaudit.detect.registry import RULES
from mtaudit.detect.rule import Rule
from mtaudit.models import Unavailable
from mtaudit.models.install import Verdict
from tests.conftest import document_of

LIGHT = ("--ignore", "GAR", "--no-progress", "-t", "en")
ARTICLE = "The talks ended late on Monday.\nHe went to the the market.\nFollow us on Facebook\n"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder without colours, wide enough that nothing is cut."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def light() -> tuple[str, ...]:
    """Options that leave out what needs the big model; only where such rules exist."""
    return LIGHT if any(rule.family == "GAR" for rule in RULES) else LIGHT[2:]


def report(folder: Path) -> dict[str, object]:
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def codes(folder: Path) -> list[str]:
    documents = report(folder)["documents"]
    assert isinstance(documents, list)
    return [finding["code"] for document in documents for finding in document["findings"]]


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "NO_COLOR")}
    return {**kept, "COLUMNS": "200", **changes}


def shell(*argv: str, cwd: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """A command line in a process of its own."""
    command = [sys.executable, "-m", "mtaudit", *argv]
    return subprocess.run(
        command, cwd=cwd, env=environment(**changes), capture_output=True, text=True, timeout=300, check=False
    )


def test_text_file(here: Path, capsys: Capture) -> None:
    assert run(["audit", "article.txt", "-o", "out", *light()]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    lines = printed.out.splitlines()
    assert lines[-2:] == ["out/report.json", "out/index.html"]
    assert "articles  words  critical  major  minor  neutral" in printed.out
    assert any("article.txt: The talks ended late on Monday." in line for line in lines)
    assert {"REP101", "BOI101"} <= set(codes(here / "out"))
    assert "the the" in (here / "out" / "index.html").read_text(encoding="utf-8")
    assert not list((here / "out").glob("*.part"))


def test_records_and_a_bad_one(here: Path, capsys: Capture) -> None:
    good = [{"id": f"a{number}", "mt": "He went to the the market."} for number in range(2)]
    lines = [json.dumps(good[0]), "{broken", json.dumps({"id": "x", "text": 5}), json.dumps(good[1])]
    (here / "batch.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run(["audit", "batch.jsonl", "-o", "out", *light()]) == FAILED
    printed = capsys.readouterr()
    assert "error: batch.jsonl:2: " in printed.err and "error: batch.jsonl:3: " in printed.err
    assert "hint: " in printed.err
    assert codes(here / "out").count("REP101") == 2
    assert "missing: 2 inputs could not be read, see above" in printed.out
    assert all(line.split(":")[0] in ("error", "hint") for line in printed.err.splitlines())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.txt", None, "error: missing.txt: "),
        ("empty.txt", b"", "error: empty.txt: is empty"),
        ("blank.txt", b" \n ", "error: blank.txt: "),
        ("binary.txt", b"\x00\x01\x02\x00" * 50, "error: binary.txt: "),
        ("none.jsonl", b"\n", "error: none.jsonl: "),
        ("list.jsonl", b"[1]\n", "error: list.jsonl:1: "),
        ("table.tsv", b"a\tb\n1\t2\n", "error: table.tsv"),
    ],
)
def test_input_errors_do_not_stop_the_rest(
    here: Path, capsys: Capture, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (here / name).write_bytes(content)
    assert run(["audit", name, "article.txt", "-o", "out", *light()]) == FAILED
    printed = capsys.readouterr()
    assert said in printed.err
    assert "REP101" in codes(here / "out")
    assert printed.out.splitlines()[-1] == "out/index.html"


def test_nothing_readable_still_tells(here: Path, capsys: Capture) -> None:
    assert run(["audit", "nope.txt", "-o", "out"]) == FAILED
    assert "No article could be read." in capsys.readouterr().out
    assert report(here / "out")["documents"] == []


@pytest.mark.parametrize(
    ("argv", "error", "hint"),
    [
        (["audit"], "error: missing argument", "hint: see `mtaudit audit --help`"),
        (["audit", "a.txt", "--bogus"], "error: no such option: --bogus", "hint: see `mtaudit audit --help`"),
        (["audti"], "error: no such command", "hint: see `mtaudit --help`"),
        (["audit", "article.txt", "--select", "XYZ"], "error: select: no rule matches 'XYZ'", "hint: families: "),
        (["audit", "article.txt", "--field", "foo"], "error: invalid value: --field: write OURS=THEIRS", "hint: see"),
        (
            ["audit", "article.txt", "--format", "pdf"],
            "error: invalid value: --format: cannot write 'pdf'",
            "hint: see",
        ),
        (["audit", "article.txt", "--config", "no.toml"], "error: no.toml: ", "hint: name a TOML file"),
        (["audit", "article.txt", "--config", "bad.toml"], "error: bad.toml: unknown key rules.slect", "did you mean"),
        (["audit", "article.txt", "-o", "article.txt"], "error: article.txt: ", "hint: name another folder with -o"),
        (["explain", "doubled-wrod"], "error: no rule is called 'doubled-wrod'", "hint: did you mean doubled-word?"),
        (["models", "install", "smolm"], "error: no packaged model is called 'smolm'", "hint: did you mean"),
    ],
)
def test_usage_errors(here: Path, capsys: Capture, argv: list[str], error: str, hint: str) -> None:
    (here / "bad.toml").write_text("[rules]\nslect = ['REP']\n", encoding="utf-8")
    assert run(argv) == FAILED
    printed = capsys.readouterr()
    assert printed.out == ""
    lines = printed.err.splitlines()
    assert len(lines) == 2 and lines[0].startswith(error) and hint in lines[1]


def test_select_ignore_and_config(here: Path) -> None:
    assert (
        run(["audit", "article.txt", "-o", "one", "--select", "REP,BOI101", "--ignore", "doubled-word", "-t", "en"])
        == 0
    )
    assert codes(here / "one") == ["BOI101"]
    (here / "mtaudit.toml").write_text("[rules]\nselect = ['REP']\n[read]\ntarget = 'en'\n", encoding="utf-8")
    assert run(["audit", "article.txt", "-o", "two"]) == 0
    assert codes(here / "two") == ["REP101"]
    assert run(["audit", "article.txt", "-o", "three", "--select", "BOI"]) == 0
    assert codes(here / "three") == ["BOI101"]


def test_fields_groups_and_source(here: Path) -> None:
    rows = [
        {"nr": "7", "out": "The talks ended late on Monday.", "in": "a"},
        {"nr": "7", "out": "Nobody came.", "in": "b"},
    ]
    (here / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    argv = ["audit", "rows.jsonl", "-o", "out", "--group-by", "nr", "--field", "mt=out", "--field", "src=in", *light()]
    assert run(argv) == 0
    documents = report(here / "out")["documents"]
    assert isinstance(documents, list)
    assert [document["text"] for document in documents] == ["The talks ended late on Monday.\nNobody came."]


def test_formats(here: Path, capsys: Capture) -> None:
    assert run(["audit", "article.txt", "-o", "out", "--format", "json", *light()]) == 0
    assert [path.name for path in (here / "out").iterdir()] == ["report.json"]
    assert capsys.readouterr().out.splitlines()[-1] == "out/report.json"


@pytest.mark.usefixtures("here")
def test_quiet(capsys: Capture) -> None:
    assert run(["audit", "article.txt", "nope.txt", "-o", "out", "-q", *light()]) == FAILED
    printed = capsys.readouterr()
    assert printed.out == "out/index.html\n"
    assert printed.err.startswith("error: nope.txt: ")


def test_same_input_same_bytes(here: Path) -> None:
    for name in ("one", "two"):
        # With a store, the earlier runs that the page shows are input too.
        assert run(["audit", "article.txt", "-o", name, "-q", "--no-store", *light()]) == 0
    for name in ("index.html", "report.json"):
        assert (here / "one" / name).read_bytes() == (here / "two" / name).read_bytes()
        assert str(here).encode() not in (here / "one" / name).read_bytes()


def test_standard_input(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
    assert run(["audit", "-", "-o", "out", "-q", *light()]) == 0
    assert "REP101" in codes(here / "out")


def test_the_language_is_guessed_and_told(here: Path, capsys: Capture) -> None:
    (here / "artikel.txt").write_text(
        "Die Gespräche endeten am Montag. Er kam mit mit dem Zug nach Berlin.", encoding="utf-8"
    )
    assert run(["audit", "artikel.txt", "-o", "out", "--select", "REP"]) == 0
    assert codes(here / "out") == ["REP101"]
    assert "note: the target language of 1 article was guessed" in capsys.readouterr().out


@pytest.mark.usefixtures("here")
def test_what_was_not_checked_is_told(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mtaudit.engine.examine.missing", lambda rule, *_: "no crystal ball" if rule.code == "REP101" else ""
    )
    assert run(["audit", "article.txt", "-o", "out", "--select", "REP", "-t", "en"]) == 0
    assert "not checked: REP101 in 1 article: no crystal ball" in capsys.readouterr().out


def test_terminal_is_not_steered_by_news(here: Path, capsys: Capture) -> None:
    (here / "evil.txt").write_text("\x1b[2J[red]Evil[/red] title\n\nIt was over.\n", encoding="utf-8")
    assert run(["audit", "evil.txt", "-o", "out", *light()]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and "[red]Evil[/red] title" in printed


@pytest.mark.usefixtures("here")
def test_a_bug_is_one_line_without_debug(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("mtaudit.cli.audit._finish", broken)
    assert run(["audit", "article.txt", "-o", "out", *light()]) == FAILED
    assert capsys.readouterr().err.splitlines()[0] == "error: mtaudit broke: RuntimeError: boom"
    with pytest.raises(RuntimeError):
        run(["audit", "article.txt", "-o", "out", "--debug", *light()])


def test_interruption_says_what_is_lost(here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mtaudit.engine.audit", interrupted)
    assert run(["audit", "article.txt", "-o", "out", *light()]) == 130
    assert "interrupted after 0 of 1 articles; no report was written" in capsys.readouterr().err
    assert not list((here / "out").iterdir())


@pytest.mark.usefixtures("here")
def test_rules_and_explain(capsys: Capture) -> None:
    assert run(["rules", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [rule["code"] for rule in listed] == [rule.code for rule in RULES]
    assert run(["rules"]) == 0
    assert all(rule.code in capsys.readouterr().out for rule in RULES[:1])
    for name in ("REP101", "rep101", "doubled-word"):
        assert run(["explain", name]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith("REP101 doubled-word")
        assert "Why it matters:" in printed and "Found:" in printed and "[[the the]]" in printed
    assert run(["explain", "REP"]) == 0
    assert capsys.readouterr().out.count("Why it matters:") == sum(1 for rule in RULES if rule.family == "REP")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_can_be_explained(rule: Rule) -> None:
    assert run(["explain", rule.code]) == 0


def test_unknown_languages_are_told_once(here: Path, capsys: Capture) -> None:
    lines = [json.dumps({"id": f"a{number}", "mt": "12:30 – 14:55"}) for number in range(9)]
    (here / "batch.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run(["audit", "batch.jsonl", "-o", "out", "--no-progress"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("not checked: ") == 1
    assert "UNT rules in 9 articles: target language unknown" in printed
    assert "  100  " not in printed, "what was not audited has no score"
    page = (here / "out" / "index.html").read_text(encoding="utf-8")
    assert page.count("9 articles: The target language is not known") == 1


def test_version_and_help(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mtaudit 0.")
    for argv in (["--help"], ["audit", "-h"], ["models", "--help"], ["explain", "--help"]):
        assert run(argv) == 0
    assert run([]) == FAILED


def test_models_list(capsys: Capture) -> None:
    assert run(["models", "list"]) == 0
    assert "smollm2-135m" in capsys.readouterr().out


def test_what_cannot_be_verified_is_told(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTAUDIT_CACHE", str(tmp_path))
    assert run(["models", "verify", "smollm2-135m"]) == FAILED
    assert capsys.readouterr().err.splitlines()[0] == "error: smollm2-135m: is not installed"
    run(["models", "verify"])
    assert "smollm2-135m is not installed" in capsys.readouterr().out
    assert run(["models", "list"]) == 0
    assert "`mtaudit models install` installs what is missing." in capsys.readouterr().out


def test_damaged_model_fails_verify(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtaudit.models.install.verify", lambda *_: (Verdict("m", ("has another hash",), "install m"),))
    assert run(["models", "verify"]) == FAILED
    assert capsys.readouterr().err.splitlines() == ["error: m: has another hash", "hint: install m"]


@pytest.mark.usefixtures("here")
def test_no_model_is_installed_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a pipe nor CI nor --offline may start an installation."""
    asked: list[bool] = []

    def ensure(_: str, config: ModelsConfig, *, interactive: bool = False, **__: object) -> None:
        asked.append(interactive and not config.offline)

    monkeypatch.setattr("mtaudit.models.install.ensure", ensure)
    documents = [document_of(ARTICLE, "en")]
    have_model(documents, Config(), quiet=False)
    monkeypatch.setattr(console, "is_interactive", lambda: True)
    have_model(documents, Config(), quiet=False)
    have_model(documents, Config(models=ModelsConfig(offline=True)), quiet=False)
    have_model([document_of(ARTICLE, "de")], Config(), quiet=False)
    assert asked == [False, True, False]


@pytest.mark.usefixtures("here")
def test_a_failed_installation_is_told_where_it_was_tried(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtaudit.models.install.ensure", lambda *_, **__: Unavailable("no network"))
    monkeypatch.delenv("CI", raising=False)
    documents = [document_of(ARTICLE, "en")]
    have_model(documents, Config(), quiet=False)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(console, "is_interactive", lambda: True)
    have_model(documents, Config(models=ModelsConfig(offline=True)), quiet=False)
    assert capsys.readouterr().err == ""
    have_model(documents, Config(), quiet=False)
    assert capsys.readouterr().err == "warning: no network\n"


def test_the_model_is_asked_for_only_by_rules_that_need_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ensure(name: str, *_: object, **__: object) -> Unavailable:
        asked.append(name)
        return Unavailable("not today")

    monkeypatch.setattr("mtaudit.models.install.ensure", ensure)
    assert run(["audit", "article.txt", "-o", "out", *light()]) == 0
    assert asked == []
    assert run(["audit", "article.txt", "-o", "out", "-t", "en", "--select", "GAR,REP"]) == 0
    assert asked[0] == Config().models.fluency
    assert "REP101" in codes(here / "out")


def test_without_torch_the_other_rules_run(here: Path) -> None:
    script = "import sys\nsys.modules['torch'] = None\nfrom mtaudit.cli import run\nsys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", script, "audit", "article.txt", "-o", "out", "-t", "en"]
    done = subprocess.run(
        command, cwd=here, env=environment(), capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert {"REP101", "BOI101"} <= set(codes(here / "out"))
    needy = sorted(rule.code for rule in RULES if "fluency" in rule.needs)
    reason = "PyTorch is not installed: pip install 'mtaudit[models]'"
    assert report(here / "out")["summary"]["skips"] == [{"reason": reason, "codes": needy, "documents": 1}]  # type: ignore[index]
    assert f"not checked: {', '.join(needy)} in 1 article: {reason}" in done.stdout
    assert "PyTorch is not installed: pip install" in (here / "out" / "index.html").read_text(encoding="utf-8")


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom mtaudit.cli import run\n"
        "code = [run(['--help']), run(['audit', '--help']), run(['models', '--help'])]\n"
        "heavy = {'torch', 'transformers', 'numpy', 'trafilatura', 'sacrebleu', 'mtaudit.engine'} & set(sys.modules)\n"
        "print(code, sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == "[0, 0, 0] []\n"


NO_NETWORK = """
import socket, sys

def shut(*_, **__):
    raise OSError("the network is shut")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = shut
from mtaudit.cli import run
sys.exit(run(sys.argv[1:]))
"""


def test_runs_without_a_network_and_is_quiet(here: Path) -> None:
    """The whole audit, the fluency model included where it is installed, with every socket blocked."""
    command = [sys.executable, "-c", NO_NETWORK, "audit", "article.txt", "-o", "out", "-t", "en"]
    done = subprocess.run(
        command, cwd=here, env=environment(), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "REP101" in codes(here / "out")


def test_colour(here: Path) -> None:
    argv = ("audit", "article.txt", "-o", "out", *light())
    assert "\x1b[" not in shell(*argv, cwd=here).stdout
    assert "\x1b[" not in shell(*argv, cwd=here, NO_COLOR="1").stdout
    assert "\x1b[" in shell(*argv, cwd=here, FORCE_COLOR="1").stdout


def test_broken_pipe(here: Path) -> None:
    command = f"{sys.executable} -m mtaudit rules --json | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=here, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == "" and done.stdout == "["
    assert done.returncode in (0, 1)


STOPPED = """
import os, signal, sys
from mtaudit.cli import batch, run

real = batch._audit

def interrupted(*given, **named):
    seen = []
    def stop():
        seen.append(1)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGINT)
    from contextlib import nullcontext
    from mtaudit.cli import console
    console.article_progress = lambda *_, **__: nullcontext(stop)
    return real(*given, **named)

if __name__ == "__main__":
    batch._audit = interrupted
    sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_keeps_what_is_done(here: Path, jobs: str) -> None:
    lines = [json.dumps({"id": f"a{number}", "mt": "He went to the the market."}) for number in range(60)]
    (here / "batch.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (here / "stopped.py").write_text(STOPPED, encoding="utf-8")
    command = [sys.executable, "stopped.py", "audit", "batch.jsonl", "-o", "out", "--jobs", jobs, *light()]
    done = subprocess.run(
        command, cwd=here, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 130
    assert done.stderr.splitlines()[0] == "error: interrupted after 2 of 60 articles; the report holds these"
    assert len(done.stderr.splitlines()) == 2, "no worker may write a traceback"
    assert "missing: 58 articles were not audited" in done.stdout
    assert codes(here / "out") == ["REP101", "REP101"]
    (error,) = report(here / "out")["errors"]  # type: ignore[misc]
    assert error["message"] == "not audited: the run was interrupted"
    assert "a59" in error["place"]
    assert "58 articles were not audited" in (here / "out" / "index.html").read_text(encoding="utf-8")


def test_jobs_change_no_byte(here: Path) -> None:
    rows = [{"id": f"a{n}", "mt": "Er kam mit mit dem Zug. Финансы."} for n in range(4)]
    (here / "batch.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for jobs in ("1", "2"):
        assert (
            run(["audit", "batch.jsonl", "-o", jobs, "-q", "--jobs", jobs, "-t", "de", "--ignore", "GAR", "--no-store"])
            == 0
        )
    for name in ("index.html", "report.json"):
        assert (here / "1" / name).read_bytes() == (here / "2" / name).read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c(here: Path) -> None:
    os.mkfifo(here / "slow.txt")  # reading it waits for ever
    command = [sys.executable, "-m", "mtaudit", "audit", "slow.txt", "-o", "out", *light()]
    process = subprocess.Popen(command, cwd=here, env=environment(), stdout=-1, stderr=-1, text=True)
    deadline = time.monotonic() + 60
    while not (here / "out").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.startswith("error: interrupted") and "Traceback" not in err and out == ""


def test_layout_is_one_page_or_many(here: Path, capsys: Capture) -> None:
    assert run(["audit", "article.txt", "-o", "out", "--layout", "pages", *light()]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "out/index.html"
    names = {path.relative_to(here / "out").as_posix() for path in (here / "out").rglob("*") if path.is_file()}
    (page,) = {name for name in names if name.startswith("articles/")}
    assert names - {page} == {"index.html", "data.js", "assets/report.css", "assets/report.js", "report.json"}
    assert run(["audit", "article.txt", "-o", "out", *light()]) == 0
    assert sorted(path.name for path in (here / "out").iterdir()) == ["index.html", "report.json"]
    assert run(["audit", "article.txt", "--layout", "book"]) == FAILED
    assert "there is no 'book', only auto, single, pages" in capsys.readouterr().err
