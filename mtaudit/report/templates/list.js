/* The list of articles: filtered, sorted, in pages of a hundred. Its rows stand in the page, or their data do in
   data.js, whose columns site.py writes in this order. */

const COLUMNS = ["title", "file", "anchor", "outcome", "places", "reason", "pair", "engine", "families", "critical",
  "major", "minor", "score", "path", "id", "lang"];
const OUTCOMES = ["hold", "fix", "not-audited", "publish"];
const SYMBOLS = { hold: "■", fix: "▲", "not-audited": "?", publish: "✓" };
const ROWS = 100;

const form = one(".filters");
const table = one(".articles");
const records = !overview || !table ? [] : window.mtauditArticles ? fromData(window.mtauditArticles) : fromRows();
let shown = records;
let wanted = "";
let unfolded = !one('[data-act="fold"]');
let first = 0;
let order = { name: "rank", up: true };

function fromRows() {
  return all("tr[data-view]", table).map((row) => {
    const count = (name) => Number(one('[data-key="' + name + '"]', row).textContent);
    const data = row.dataset;
    const entry = one("a", row);
    const view = document.getElementById(data.view);
    return {
      row: row, anchor: data.view, href: entry.getAttribute("href"), rank: Number(data.rank), outcome: data.verdict,
      title: entry.textContent, pair: data.pair, engine: data.engine, families: data.families.split(" "),
      score: Number(data.score), critical: count("critical"), major: count("major"), minor: count("minor"),
      clean: Boolean(row.closest("#clean")), label: one(".badge", row).lastChild.textContent.trim(),
      words: () => row.textContent + " " + one(".body", view).textContent, id: () => recordOf(view).id,
    };
  });
}

function fromData(data) {
  return data.rows.map((values, rank) => {
    const made = {};
    COLUMNS.forEach((name, index) => { made[name] = values[index]; });
    ["reason", "pair", "engine", "families", "path", "lang"].forEach((name) => { made[name] = data.words[made[name]]; });
    const outcome = OUTCOMES[made.outcome];
    const fix = "Fix " + plural(made.places, "place");
    const id = made.id || made.path;
    return Object.assign(made, {
      row: null, rank: rank, outcome: outcome, anchor: "a-" + made.anchor, href: "articles/" + made.file + ".html",
      label: { hold: "Hold", fix: fix, "not-audited": "Not audited", publish: "Publish" }[outcome],
      families: made.families.split(" "), id: () => id,
      clean: outcome === "publish" && !made.critical && !made.major && !made.minor,
      words: () => [made.title, made.path, made.engine, made.reason, id].join(" "),
    });
  });
}

function rowOf(record) {
  if (record.row) return record.row;
  const row = make("tr");
  const head = make("th");
  const link = make("a");
  const name = make("bdi", "", record.title);
  head.scope = "row";
  link.href = record.href;
  if (record.lang) name.lang = record.lang;
  link.append(name);
  head.append(link, make("small", "", [record.reason, record.path, record.engine].filter(Boolean).join(" · ")));
  const verdict = make("td", "verdict");
  verdict.append(badge(record.outcome, record.label));
  row.append(verdict, head, make("td", "pair", record.pair));
  [["critical", "■"], ["major", "▲"], ["minor", "●"]].forEach(([severity, symbol]) => {
    const cell = make("td", "num" + (record[severity] ? "" : " zero"), record[severity]);
    cell.dataset.label = symbol;
    row.append(cell);
  });
  row.append(make("td", "num score", record.outcome === "not-audited" ? "–" : record.score));
  record.row = row;
  return row;
}

function badge(outcome, label) {
  const made = make("span", "badge " + outcome);
  const sign = make("i", "sym", SYMBOLS[outcome]);
  sign.setAttribute("aria-hidden", "true");
  made.append(sign, " " + label);
  return made;
}

/* What triage made of an article: its verdict, and how much is decided. */
function mark(record) {
  const row = rowOf(record);
  const triaged = triageOf(record.anchor);
  const now = (triaged && triaged.verdict) || record;
  one(".badge", row).replaceWith(badge(now.outcome, now.label));
  const old = one(".decided", row);
  if (old) old.remove();
  if (triaged && triaged.decided) {
    one("th small", row).after(make("small", "decided", triaged.decided + " of " + open_(record) + " decided"));
  }
  return row;
}

const open_ = (record) => record.critical + record.major + record.minor;

function draw() {
  if (!form) return shown.forEach(mark);
  const value = (name) => (form.elements[name] ? form.elements[name].value : "");
  const words = value("search").trim().toLocaleLowerCase();
  const [severity, family, pair, engine, triage] = ["severity", "family", "pair", "engine", "triage"].map(value);
  const some = Boolean(wanted || severity || family || pair || engine || triage || words);
  const decided = (record) => ((triageOf(record.anchor) || { decided: 0 }).decided || 0);
  shown = records.filter((record) => (some || unfolded || !record.clean)
    && (!wanted || record.outcome === wanted)
    && (!severity || record[severity] > 0)
    && (!family || record.families.includes(family))
    && (!pair || record.pair === pair)
    && (!engine || record.engine === engine)
    && (!triage || (decided(record) >= open_(record)) === (triage === "done"))
    && (!words || lower(record).includes(words)));
  shown.sort(compare);
  first = Math.min(first, Math.max(shown.length - 1, 0));
  first -= first % ROWS;
  fill(shown.slice(first, first + ROWS));
  one("output", form).textContent = some ? shown.length.toLocaleString("en") + " of " + records.length.toLocaleString("en") + " shown" : "";
  all(".pill", form).forEach((pill) => pill.setAttribute("aria-pressed", String(pill.dataset.verdict === wanted)));
  const fold = one('[data-act="fold"]');
  if (fold) fold.hidden = some;
}

function fill(part) {
  const bodies = all("tbody", table);
  bodies.slice(1).forEach((body) => body.remove());
  bodies[0].replaceChildren(...part.map(mark));
  const pages = one(".pages nav");
  pages.hidden = shown.length <= ROWS;
  one("span", pages).textContent = (first + 1).toLocaleString("en") + " to " + (first + part.length).toLocaleString("en") + " of " + shown.length.toLocaleString("en");
  one('[data-act="back"]').disabled = first === 0;
  one('[data-act="forth"]').disabled = first + ROWS >= shown.length;
}

function lower(record) {
  if (!record.lower) record.lower = record.words().toLocaleLowerCase();
  return record.lower;
}

function compare(a, b) {
  const key = (record) => (["critical", "major", "minor"].includes(order.name) ? -record[order.name] : record[order.name]);
  const x = key(a);
  const y = key(b);
  const by = typeof x === "string" ? x.localeCompare(y) : x - y;
  return (order.up ? by : -by) || a.rank - b.rank;
}

function sort(button) {
  const head = button.closest("th");
  const up = head.getAttribute("aria-sort") !== "ascending";
  all(".articles thead th").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  order = { name: button.dataset.sort, up: up };
  first = 0;
  draw();
}

function fold(button) {
  unfolded = !unfolded;
  button.setAttribute("aria-expanded", String(unfolded));
  button.textContent = button.textContent.replace(/^\w+/, unfolded ? "Hide" : "Show");
  draw();
}

function leaf(by) {
  first += by * ROWS;
  draw();
  one("#list").scrollIntoView();
  one("#list").focus({ preventScroll: true });
}

function stepRow(by) {
  const links = all(".articles th[scope=row] a");
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
  if (next) next.focus();
}
