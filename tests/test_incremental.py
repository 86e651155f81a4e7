"""A feed checked again and again, from end to end: only what changed is audited, and nothing that ended is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtaudit.cli import FAILED, run
from tests.conftest import need
from tests.site import Item, Site, answer, items, page, rss, serving, tagged

need("httpx")
need("feedparser")

Capture = pytest.CaptureFixture[str]
CHEAP = ("--select", "UNT1,REP101", "--no-progress")
XML = "application/rss+xml"
LEFT = "Το δημοτικό συμβούλιο ενέκρινε χθες το σχέδιο ύστερα από συζήτηση που κράτησε δύο ώρες στην αίθουσα."
WEB = ("--allow-private", "--feed-content", "item")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "300")
    (tmp_path / "mtaudit.toml").write_text("[feed]\nrate = 0\n")
    return tmp_path


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def last(capsys: Capture) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def check(*argv: str) -> int:
    return run(["check", *argv, *WEB, *CHEAP])


def test_a_feed_of_200_articles(here: Path, site: Site, capsys: Capture) -> None:
    """Checked twice, a paragraph left untranslated, suppressed, and its article published anew."""
    entries = items(200)
    url = f"{site.base}/feed"
    site.pages["/feed"] = lambda request: answer(rss(entries), XML)(request)
    assert check(url) == 0
    assert last(capsys) == "check passed: 200 articles, nothing that fails the gate"

    entries[7].paragraphs = [*entries[7].paragraphs, LEFT]
    entries[9].paragraphs = [*entries[9].paragraphs, "It was the the last vote of the year."]
    entries.append(Item("guid-new", "http://127.0.0.1/en/new", "A new plan", items(300)[299].paragraphs))
    assert check(url, "--format", "json=report.json") == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1].endswith("; 3 articles audited, 198 taken from the store")
    assert "changed: guid-7: a new version, findings: 1 new, 0 fixed, 0 unchanged" in printed.err
    report = json.loads((here / "report.json").read_text())
    (failing,) = [found for one in report["documents"] if one["id"] == "guid-7" for found in one["findings"]]
    assert failing["quote"] == LEFT and failing["severity"] == "critical"

    entry = {"fingerprint": failing["fingerprint"], "code": failing["code"], "document": "guid-7", "quote": LEFT}
    entry |= {"decision": "dismissed", "reason": "quoted in full", "author": "desk", "created": "2026-11-24"}
    (here / "known.json").write_text(json.dumps({"version": 1, "suppressions": [entry]}))
    assert check(url, "--suppressions", "known.json") == 0
    assert last(capsys).endswith("; none audited, 201 articles taken from the store")

    entries[7].paragraphs = ["A correction was added on Monday.", *entries[7].paragraphs]
    assert check(url, "--suppressions", "known.json") == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1].endswith("; 1 article audited, 200 taken from the store")
    assert "changed: guid-7: a new version" in printed.err

    entries[9].paragraphs = entries[9].paragraphs[:3]
    assert check(url, "--suppressions", "known.json") == 0
    assert "changed: guid-9: a new version, findings: 0 new, 1 fixed, 0 unchanged" in capsys.readouterr().err

    assert run(["history", "--of", url, "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)
    assert [(run["articles"], run["audited"], run["taken"]) for run in runs] == [
        (200, 200, 0),
        (201, 3, 198),
        (201, 0, 201),
        (201, 1, 200),
        (201, 0, 201),  # back to a version that is known
    ]
    assert [run["gate"] for run in runs] == ["passed", "failed", "passed", "passed", "passed"]


def test_the_report_does_not_tell_whether_there_was_a_store(here: Path, site: Site) -> None:
    entries = items(30)
    site.pages["/feed"] = lambda request: answer(rss(entries), XML)(request)
    argv = ["audit", f"{site.base}/feed", *WEB, *CHEAP, "-q"]
    assert run([*argv, "-o", "first"]) == 0
    for entry in entries[::3]:
        entry.paragraphs = [*entry.paragraphs, f"He said said it. {LEFT}"]
    assert run([*argv, "-o", "again"]) == 0
    assert run([*argv, "-o", "fresh", "--no-store"]) == 0
    assert (here / "again" / "report.json").read_bytes() == (here / "fresh" / "report.json").read_bytes()
    assert "REP101" in (here / "again" / "report.json").read_text()


def test_with_the_text_kept_unchanged_pages_are_not_sent_again(here: Path, site: Site, capsys: Capture) -> None:
    entries = items(4, site.base)
    site.pages["/feed"] = tagged(lambda: rss(entries, full=False), XML)
    for n, entry in enumerate(entries):
        site.pages[f"/en/{n}"] = tagged(lambda entry=entry: page(entry.title, entry.paragraphs))
    argv = ["audit", f"{site.base}/feed", "--allow-private", "--keep-text", *CHEAP]
    assert run([*argv, "-o", "one"]) == 0
    entries[2].paragraphs = [*entries[2].paragraphs, "It was the the last."]
    assert run([*argv, "-o", "two"]) == 0
    assert "1 article audited, 3 taken from the store" in capsys.readouterr().out
    assert [site.statuses(f"/en/{n}")[1] for n in range(4)] == [304, 304, 200, 304]
    assert site.statuses("/feed") == [200, 304]
    assert run([*argv, "-o", "fresh", "--no-store"]) == 0
    assert (here / "two" / "report.json").read_bytes() == (here / "fresh" / "report.json").read_bytes()


@pytest.mark.parametrize("keep", [False, True])
def test_texts_are_in_the_store_only_where_they_may_be(here: Path, keep: bool) -> None:
    text = "\n".join([*items(1)[0].paragraphs, f"He said said it. {LEFT}"])
    (here / "a.txt").write_text(text)
    argv = ["audit", "a.txt", "-t", "en", "-o", "out", "-q", "--ignore", "GAR", "--store", "s.sqlite"]
    assert run([*argv, *(["--keep-text"] if keep else [])]) == 0
    content = b"".join(path.read_bytes() for path in here.glob("s.sqlite*"))
    assert b"REP101" in content
    for words in ("The town council of", "cost about 3 million crowns", LEFT):
        assert (words.encode() in content) is keep


def test_without_it_they_are_asked_for_in_full(here: Path, site: Site) -> None:
    site.pages["/a"] = tagged(lambda: page("Plan", items(1)[0].paragraphs))
    for _ in range(2):
        assert run(["audit", f"{site.base}/a", "--allow-private", *CHEAP, "-o", "out", "-q"]) == 0
    assert site.statuses("/a") == [200, 200]


def test_an_address_that_is_private_is_refused(site: Site, here: Path, capsys: Capture) -> None:
    assert run(["check", f"{site.base}/a", *CHEAP]) == FAILED
    printed = capsys.readouterr()
    assert "is an address of a private network" in printed.err and "hint: --allow-private" in printed.err
    assert not site.asked


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["check", "a.txt", "--watch", "soon"], "--watch: write a number"),
        (["check", "-", "--watch", "5m"], "--watch: standard input"),
        (["check", "a.txt", "--feed-content", "all"], "--feed-content: 'all' is none of"),
        (["audit", "a.txt", "--source-url", "https://x/{lnag}"], "unknown placeholder {lnag}"),
        (["audit", "a.txt", "--resume", "--no-store"], "--resume needs the store"),
        (["audit", "a.txt", "--store", "a.txt"], "a.txt: is not a store of mtaudit"),
        (["history", "prune", "--older-than", "long"], "--older-than: write a number"),
    ],
)
def test_usage(here: Path, capsys: Capture, argv: list[str], said: str) -> None:
    (here / "a.txt").write_text("An article that is longer than a header of a hundred bytes, so that it is read. " * 3)
    assert run(argv) == FAILED
    printed = capsys.readouterr()
    assert said in printed.err and printed.out == ""


def test_the_usual_store_may_fail_and_the_run_goes_on(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "a.txt").write_text("He went to the the market.")
    monkeypatch.setenv("MTAUDIT_STORE", str(here / "a.txt" / "store.sqlite"))
    assert run(["audit", "a.txt", "-o", "out", *CHEAP]) == 0
    printed = capsys.readouterr()
    assert "goes on without the store" in printed.err and "taken from the store" not in printed.out


def test_history_as_a_table_and_pruned(here: Path, capsys: Capture) -> None:
    (here / "a.txt").write_text("He went to the the market.")
    for _ in range(2):
        assert run(["audit", "a.txt", "-o", "out", "-q", *CHEAP]) == 0
    capsys.readouterr()
    assert run(["history"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and lines[0].split() == "started (UTC) articles score critical major minor gate of".split()
    assert lines[1].split()[2:] == ["1", lines[1].split()[3], "0", "0", "1", "–", "a.txt"]
    assert run(["history", "--of", "b.txt"]) == 0
    assert "holds no finished run of these" in capsys.readouterr().err
    assert run(["history", "prune", "--older-than", "1d"]) == 0
    assert capsys.readouterr().out.startswith("removed 0 runs")


def test_earlier_runs_stand_in_the_page(here: Path) -> None:
    (here / "a.txt").write_text("He went to the the market.")
    pages = []
    for _ in range(3):
        assert run(["audit", "a.txt", "-o", "out", "-q", *CHEAP]) == 0
        pages.append((here / "out" / "index.html").read_text())
    assert pages[0] != pages[2]


def test_the_gate_is_given_earlier_runs(here: Path, capsys: Capture) -> None:
    (here / "mtaudit.toml").write_text("[gate]\nregression_runs = 3\n")
    rows = [{"id": f"a{n}", "mt": "The vote was close. " * 20} for n in range(8)]
    (here / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    argv = ["check", "a.jsonl", "-t", "en", *CHEAP, "--fail-on", "none"]
    assert [run(argv) for _ in range(3)] == [0, 0, 0]
    bad = [{**row, "mt": row["mt"] + "He said said so. " * 9} for row in rows]
    (here / "a.jsonl").write_text("\n".join(map(json.dumps, bad)))
    capsys.readouterr()
    assert run(argv) == 1
    assert "in the last 3 runs" in last(capsys)


# Killing a real process

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


def shell(here: Path, *argv: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mtaudit", *argv]
    return subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stored(path: Path) -> int:
    """How many articles are on file."""
    import sqlite3

    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM results").fetchone()[0])
    except sqlite3.Error:
        return 0


def until(true: object, process: subprocess.Popen[str], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


@posix
def test_a_killed_run_of_2000_articles_loses_none_that_was_finished(here: Path) -> None:
    """Killed outright, resumed by two processes, and byte for byte what an uninterrupted run of one writes."""
    count = 2000
    paragraphs = [item.paragraphs for item in items(count)]
    rows = [{"id": f"a{n}", "mt": "\n".join([*own, "He said said it."])} for n, own in enumerate(paragraphs)]
    (here / "many.jsonl").write_text("\n".join(map(json.dumps, rows)))
    base = ["audit", "many.jsonl", "-t", "en", "--select", "REP101", "--no-progress", "--format", "json"]
    argv = [*base, "-o", "resumed", "--store", "s.sqlite"]
    process = shell(here, *argv)
    until(lambda: stored(here / "s.sqlite") > 100, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    finished = stored(here / "s.sqlite")
    assert 100 < finished < count and not (here / "resumed" / "report.json").exists()
    resumed = shell(here, *argv, "--resume", "--jobs", "2")
    out, err = resumed.communicate(timeout=120)
    assert resumed.returncode == 0 and re.search(r"resuming: the run of \d{4}-", err)
    assert f"{count - finished:,} articles audited, {finished:,} taken from the store" in out
    assert run([*base, "-o", "whole", "--no-store", "-q"]) == 0
    assert (here / "resumed" / "report.json").read_bytes() == (here / "whole" / "report.json").read_bytes()


# A monitor


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_monitor_checks_tells_and_ends(here: Path, site: Site, number: signal.Signals) -> None:
    """One line a round; who is told hears of a failure once, without a word of the article; it ends with 0."""
    entries = items(3)
    site.pages |= {"/feed": lambda request: tagged(lambda: rss(entries), XML)(request), "/hook": answer(b"")}
    save = f'{sys.executable} -c \'import sys; open("told.json", "ab").write(sys.stdin.buffer.read())\''
    settings = f"[feed]\nrate = 0\nwebhook = '{site.base}/hook'\non_fail = '''{save}'''\n"
    (here / "mtaudit.toml").write_text(settings)
    process = shell(here, "check", f"{site.base}/feed", "--watch", "1s", *WEB, *CHEAP)
    until(lambda: len(site.statuses("/feed")) >= 2, process)
    entries[1].paragraphs = [*entries[1].paragraphs, LEFT]
    until(lambda: site.posted, process)
    seen = len(site.statuses("/feed"))
    until(lambda: len(site.statuses("/feed")) >= seen + 2, process)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    lines = out.splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (check (passed|failed): |stopped)", line) for line in lines)
    assert lines[0].endswith("; 3 articles audited, none taken from the store")
    assert lines[1].endswith("; none audited, 3 articles taken from the store")
    assert sum("1 article audited" in line for line in lines) == 1
    assert len(lines) >= 4 and lines[-1].endswith("stopped")
    (told,) = site.posted
    assert told == (here / "told.json").read_bytes()
    assert set(site.statuses("/feed")[1:]) == {200, 304} and site.statuses("/feed").count(200) == 2
    message = json.loads(told)
    assert message["event"] == "gate-failed" and message["findings"][0]["document"] == "guid-1"
    assert LEFT[:20] not in told.decode() and "quote" not in message["findings"][0]


@posix
def test_a_monitor_outlives_trouble(here: Path, site: Site) -> None:
    """A feed that is away, a webhook that fails, a command that is not there: each is said, and it goes on."""
    entries = items(1)
    entries[0].paragraphs.append(LEFT)
    settings = f"[feed]\nrate = 0\nretries = 0\nwebhook = '{site.base}/gone'\non_fail = 'no-such-command --x'\n"
    (here / "mtaudit.toml").write_text(settings)
    site.pages["/feed"] = answer(b"", status=503)
    process = shell(here, "check", f"{site.base}/feed", "--watch", "1s", *WEB, *CHEAP)
    until(lambda: site.statuses("/feed"), process)
    site.pages["/feed"] = answer(rss(entries), XML)
    until(lambda: len(site.statuses("/gone")) >= 2, process)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "the server answers 503" in err
    assert "the webhook was not told: the server answers 404" in err
    assert "[feed] on_fail cannot be run: " in err
    assert "check incomplete: " in out and "check failed: " in out


@posix
def test_who_was_told_is_not_told_again_because_another_could_not_be(here: Path, site: Site, capsys: Capture) -> None:
    from mtaudit.cli.notify import Notifier
    from mtaudit.config import FeedConfig
    from mtaudit.core import Report
    from mtaudit.judgement import Failure, Judgement

    site.pages["/hook"] = answer(b"")
    notifier = Notifier(FeedConfig(webhook=f"{site.base}/hook", on_fail="false"))
    failed, passed, report = Judgement((Failure("a score"),)), Judgement(), Report((), "sig")
    for judgement in (failed, failed, failed, passed, failed):
        notifier.tell(report, judgement)
    assert len(site.posted) == 2
    assert capsys.readouterr().err.count("[feed] on_fail ended with 1") == 4


def test_one_check_tells_too_and_with_text_where_it_may(here: Path, site: Site) -> None:
    entries = items(1)
    entries[0].paragraphs.append(LEFT)
    site.pages |= {"/feed": answer(rss(entries), XML), "/hook": answer(b"", status=204)}
    (here / "mtaudit.toml").write_text(f"[feed]\nrate = 0\nwebhook = '{site.base}/hook'\nwebhook_text = true\n")
    assert check(f"{site.base}/feed") == 1
    (finding,) = json.loads(site.posted[0])["findings"]
    assert finding["quote"] == LEFT and finding["url"] == "http://127.0.0.1/en/0"
