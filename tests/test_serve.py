"""`mtaudit serve`: who may ask, what is kept, one article in and its report out."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from mtaudit.cli import run
from mtaudit.cli.pages import write_pages
from mtaudit.config import SUPPRESSIONS, Config, RulesConfig
from mtaudit.serve import Auditor, DecisionFile, ReportServer
from mtaudit.serve.server import MOST_BYTES
from mtaudit.serve.trouble import Refused
from mtaudit.suppress import load_suppressions
from tests.browser import Visit
from tests.test_report_samples import sample_report

TOKEN = "a-token-that-nobody-guesses"
JSON = {"Content-Type": "application/json"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ENTRY = {
    "fingerprint": "0123456789abcdef",
    "code": "UNT102",
    "document": "a1",
    "quote": "text",
    "decision": "dismissed",
    "reason": "House style",
    "author": "Maria",
    "note": "",
    "created": "2026-11-24",
    "expires": "",
}
Answer = tuple[int, Any]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReportServer]:
    write_pages(tmp_path, sample_report(8), "pages")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    auditor = Auditor(Config(rules=RulesConfig(ignore=("GAR",))))
    server = ReportServer(tmp_path, 0, TOKEN, DecisionFile(tmp_path / SUPPRESSIONS), auditor)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def ask(server: ReportServer, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """Status and body of an answer, JSON where it is JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=60)
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    connection.request(method, path, data, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    assert "Access-Control-Allow-Origin" not in answer.headers
    return answer.status, json.loads(text) if "json" in answer.headers["Content-Type"] else text.decode()


def triage(server: ReportServer, change: Any) -> Answer:
    return ask(server, "POST", f"/{TOKEN}/triage", change, **JSON)


def article(server: ReportServer, body: Any, kind: str = "application/json") -> Answer:
    return ask(server, "POST", "/audit", body, **{"Content-Type": kind}, **BEARER)


def test_health_needs_no_token_and_everything_else_does(server: ReportServer) -> None:
    assert ask(server, "GET", "/health")[1]["status"] == "ok"
    for method, path, status in (
        ("GET", "/", 403),
        ("GET", "/index.html", 403),
        ("GET", f"/{TOKEN}x/index.html", 403),
        ("GET", "/../index.html", 403),
        ("GET", "/triage", 403),
        ("POST", "/audit", 401),
        ("POST", "/wrong/audit", 403),
    ):
        answer = ask(server, method, path, {"mt": "x"} if method == "POST" else None)
        assert answer[0] == status and answer[1]["error"] == "wrong token", path
        assert TOKEN not in json.dumps(answer[1])


def test_a_foreign_name_or_page_is_refused_even_with_the_token(server: ReportServer) -> None:
    path = f"/{TOKEN}/triage"
    assert ask(server, "GET", path, Host="evil.example")[0] == 403
    assert ask(server, "GET", path, Host=f"evil.example:{server.server_address[1]}")[0] == 403
    assert ask(server, "GET", path, Host=f"localhost:{server.server_address[1]}")[0] == 200
    assert ask(server, "POST", path, {"set": [ENTRY]}, Origin="https://evil.example", **JSON)[0] == 403
    assert ask(server, "POST", path, {"set": [ENTRY]}, **{"Content-Type": "text/plain"})[0] == 415
    assert ask(server, "OPTIONS", path, Origin=server.origin)[0] == 405
    assert not (server.folder / SUPPRESSIONS).exists()


def test_only_the_report_is_shown(server: ReportServer) -> None:
    status, page = ask(server, "GET", f"/{TOKEN}/")
    assert status == 200 and "connect-src &#39;self&#39;" in page and f'content="/{TOKEN}/triage"' in page
    assert ask(server, "GET", f"/{TOKEN}/data.js")[0] == 200
    for name in ("secret.txt", "../secret.html", "%2e%2e/%2e%2e/etc/passwd", "articles", "a%00.html", ".hidden.json"):
        assert ask(server, "GET", f"/{TOKEN}/{name}")[0] == 404, name


def test_decisions_are_merged_into_the_file_and_removed_from_it(server: ReportServer) -> None:
    other = {**ENTRY, "fingerprint": "f" * 16, "author": "a colleague"}
    (server.folder / SUPPRESSIONS).write_text(json.dumps({"version": 1, "suppressions": [other]}), encoding="utf-8")
    assert triage(server, {"set": [ENTRY]})[0] == 200
    assert triage(server, {"set": [{**ENTRY, "reason": "A name"}], "remove": []})[0] == 200
    kept = json.loads((server.folder / SUPPRESSIONS).read_text(encoding="utf-8"))["suppressions"]
    assert kept == [other, {**ENTRY, "reason": "A name"}]
    assert len(load_suppressions([server.folder / SUPPRESSIONS]).entries) == 2
    assert triage(server, {"remove": [ENTRY["fingerprint"]]})[1]["suppressions"] == [other]
    assert ask(server, "GET", f"/{TOKEN}/triage")[1]["suppressions"] == [other]


def test_many_editors_at_once_lose_nothing(server: ReportServer) -> None:
    entries = [{**ENTRY, "fingerprint": f"{number:016x}"} for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda entry: triage(server, {"set": [entry]})[0], entries))
    assert set(answers) == {200}
    kept = json.loads((server.folder / SUPPRESSIONS).read_text(encoding="utf-8"))["suppressions"]
    assert sorted(entry["fingerprint"] for entry in kept) == [entry["fingerprint"] for entry in entries]
    assert not list(server.folder.glob("*.part"))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ([], "not a change"),
        ({"add": []}, "not a change"),
        ({"set": {}}, "set must be a list"),
        ({"set": [{**ENTRY, "fingerprint": "x"}]}, "entry 1 has no fingerprint"),
        ({"set": [ENTRY, {**ENTRY, "reason": " "}]}, "entry 2 is dismissed without a reason"),
        ({"set": [{**ENTRY, "expires": "soon"}]}, "expires must be a date"),
        ({"set": [{**ENTRY, "more": "x"}]}, "only these keys"),
        ({"set": [{**ENTRY, "note": 1}]}, "must be a string"),
        ({"remove": [1]}, "list of fingerprints"),
        (b"{", "not valid JSON"),
    ],
)
def test_a_wrong_change_is_refused_and_nothing_is_written(server: ReportServer, change: Any, error: str) -> None:
    status, answer = triage(server, change)
    assert status == 400 and error in answer["error"]
    assert not (server.folder / SUPPRESSIONS).exists()


def test_a_file_that_is_broken_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / SUPPRESSIONS
    for text in ("{", "[]", '{"version": 2, "suppressions": []}', '{"version": 1, "suppressions": {}}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Refused, match="cannot be used"):
            DecisionFile(path).change({"set": [ENTRY]})
        assert path.read_text(encoding="utf-8") == text


def test_an_article_comes_in_and_its_report_goes_out(server: ReportServer) -> None:
    status, report = article(server, {"id": "a1", "mt": "He went to the the market.", "tgt_lang": "en"})
    (document,) = report["documents"]
    assert status == 200 and document["id"] == "a1"
    assert [finding["code"] for finding in document["findings"]] == ["REP101"]
    again = article(server, {"id": "a1", "mt": "He went to the the market.", "tgt_lang": "en"})
    assert again == (status, report), "the same article gives the same report"
    text = "{ Talks }\n\nHe went to the the market."
    (document,) = article(server, text.encode(), "text/plain; charset=utf-8")[1]["documents"]
    assert document["text"] == text and document["findings"]
    paragraph = "<p>The council met on Monday and went to the the market with everybody who wanted to come along.</p>"
    page = f"<html lang=en><body><article><h1>The market</h1>{paragraph * 3}</article></body></html>"
    for body, kind in (({"html": page, "id": "p", "src": "Quelle."}, "application/json"), (page.encode(), "text/html")):
        (document,) = article(server, body, kind)[1]["documents"]
        assert document["title"] == "The market" and document["findings"]


@pytest.mark.parametrize(
    ("body", "kind", "status", "error"),
    [
        (b"{", "application/json", 400, "not valid JSON"),
        (b'{"mt": "a"}\n{"mt": "b"}', "application/json", 400, "not valid JSON"),
        (b"[1]", "application/json", 400, "one JSON object"),
        (b'{"id": "x"}', "application/json", 422, "the article has no translation"),
        (b'{"mt": 3}', "application/json", 422, '"mt" must be a string'),
        (b'{"mt": "  "}', "application/json", 422, "holds no text"),
        (b'{"html": 3}', "application/json", 422, '"html" must be a string'),
        (b'{"html": "<p>"}', "application/json", 422, "no article text"),
        (b"\xff", "text/plain", 400, "not in utf-8"),
        (b"x", "text/plain; charset=none-such", 400, "not in none-such"),
        (b"x", "image/png", 415, "cannot read image/png"),
        (b"x", "", 415, "no type"),
    ],
)
def test_what_cannot_be_audited_is_told(server: ReportServer, body: bytes, kind: str, status: int, error: str) -> None:
    answer = article(server, body, kind)
    assert answer[0] == status and error in answer[1]["error"]


def test_a_body_has_a_limit(server: ReportServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=60)
    connection.putrequest("POST", "/audit")
    for name, value in {**BEARER, **JSON, "Content-Length": str(MOST_BYTES + 1)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    assert ask(server, "POST", "/audit", None, **{**BEARER, "Transfer-Encoding": "chunked"})[0] == 411
    assert ask(server, "GET", "/audit", **BEARER)[0] == 405
    assert ask(server, "PUT", f"/{TOKEN}/triage", ENTRY)[0] == 405


def test_a_long_line_of_articles_is_turned_away(server: ReportServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.auditor, "_line", threading.BoundedSemaphore(1))
    with server.auditor._line:
        status, answer = article(server, {"mt": "x"})
    assert status == 503 and "waiting" in answer["error"]
    assert article(server, {"mt": "He left.", "tgt_lang": "en"})[0] == 200


def test_what_is_decided_in_the_page_stands_in_the_file(browser: Any, server: ReportServer) -> None:
    address = f"{server.origin}/{TOKEN}/"
    visit = Visit(browser, address, origin=server.origin)
    visit.page.click(".articles a >> text=Saxony wants")
    visit.wait_for_article()
    for keys in ("j", "d"):
        visit.page.keyboard.press(keys)
    visit.page.keyboard.type("House style")
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("o")  # at once: what was decided must arrive all the same
    visit.wait("document.querySelector('#overview.open .decided')")
    (entry,) = json.loads((server.folder / SUPPRESSIONS).read_text(encoding="utf-8"))["suppressions"]
    assert (entry["decision"], entry["reason"], entry["document"]) == ("dismissed", "House style", "saxony-rail")
    visit.leave()
    colleague = Visit(browser, address, origin=server.origin)
    colleague.wait("document.querySelector('.decided')")
    colleague.page.keyboard.press("t")
    assert colleague.page.inner_text("#kept").startswith("Saved to mtaudit-suppressions.json")
    colleague.leave()


def test_a_lost_server_is_told_in_the_page(browser: Any, server: ReportServer) -> None:
    visit = Visit(browser, f"{server.origin}/{TOKEN}/", origin=server.origin)
    visit.page.click(".articles a >> text=Saxony wants")
    visit.wait_for_article()
    (server.folder / SUPPRESSIONS).write_text("broken", encoding="utf-8")
    visit.page.keyboard.press("j")
    visit.page.keyboard.press("a")
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("t")
    visit.wait("document.querySelector('#kept').textContent.includes('Not saved: mtaudit-suppressions.json cannot be')")
    visit.context.close()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    write_pages(tmp_path, sample_report(1))
    command = [sys.executable, "-m", "mtaudit", "serve", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline().startswith("report    http://127.0.0.1:")
        assert "Authorization: Bearer" in process.stdout.readline()
        process.send_signal(number)
        assert process.wait(20) == 0
        assert process.stdout.read() == "stopped\n" and process.stderr.read() == ""


def test_what_cannot_be_served_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], server: ReportServer
) -> None:
    assert run(["serve", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err
    assert run(["serve", str(tmp_path / "articles")]) == 2
    assert "holds no report" in capsys.readouterr().err
    assert run(["serve", str(tmp_path), "--port", str(server.server_address[1])]) == 2
    assert "name another with --port" in capsys.readouterr().err
    monkeypatch.setenv("MTAUDIT_TOKEN", "short")
    assert run(["serve", str(tmp_path)]) == 2
    assert "MTAUDIT_TOKEN is no good token" in capsys.readouterr().err
