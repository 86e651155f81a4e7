/* Triage: what an editor decided on each finding. An entry is a line of the suppression file. Entries are kept by run
   and article, each article with its verdict after triage and, once all is decided, its record of gold. */

const PREFIX = "mtaudit " + root.dataset.run + " ";
const OTHERS = "others"; // entries of articles that this page does not know
const unkept = new Map(); // where the browser forbids storage
const undos = [];
let storage = remember("mtaudit-kept", "yes");

function stateOf(anchor) {
  const text = storage ? recall(PREFIX + anchor) : unkept.get(anchor);
  try {
    const state = JSON.parse(text);
    return state && state.entries ? state : { entries: {} };
  } catch (error) {
    return { entries: {} };
  }
}

function keep(anchor, state) {
  const text = JSON.stringify(state);
  if (storage && !Object.keys(state.entries).length) localStorage.removeItem(PREFIX + anchor);
  else if (storage) storage = remember(PREFIX + anchor, text);
  if (!storage) unkept.set(anchor, text);
}

function states() {
  const anchors = new Set(unkept.keys());
  if (storage) Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => anchors.add(key.slice(PREFIX.length)));
  return Array.from(anchors, (anchor) => [anchor, stateOf(anchor)]);
}

/* What the list shows of an article; nothing where nothing is decided. */
function triageOf(anchor) {
  const state = stateOf(anchor);
  const decided = Object.values(state.entries).filter((entry) => entry.decision).length;
  return decided ? { decided: decided, verdict: state.verdict } : null;
}

/* Findings */

const recordOf = (view) => JSON.parse(one(".record", view).textContent);
const counts = (card) => !card.classList.contains("c0") && !card.hasAttribute("data-suppressed");
const rankOf = (card) => Number(/\bc(\d)/.exec(card.className)[1]);
const fingerprintOf = (card) => card.dataset.fp || card.id.slice(2);
const spanOf = (card) => card.dataset.at.split(" ").map(Number);
const textOfCard = (card) => points(recordOf(card.closest(".view")).mt, ...spanOf(card));

function entryOf(card) {
  return stateOf(card.closest(".view").id).entries[fingerprintOf(card)];
}

function decisionOf(card) {
  const entry = entryOf(card);
  return entry ? entry.decision : "";
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function decide(card, change) {
  const view = card.closest(".view");
  const before = entryOf(card);
  const blank = {
    fingerprint: fingerprintOf(card), code: card.dataset.code, document: recordOf(view).id, quote: textOfCard(card),
    decision: "", reason: "", author: "", note: "", created: "", expires: "",
  };
  const entry = { ...blank, ...before, ...change, author: recall("mtaudit-author") || "", created: today() };
  undos.push({ view: view, key: entry.fingerprint, entry: before });
  put(view, entry.fingerprint, entry);
}

function put(view, key, entry) {
  const state = stateOf(view.id);
  if (entry && (entry.decision || entry.note)) state.entries[key] = entry; else delete state.entries[key];
  settle(view, state);
  send(entry && entry.decision ? { set: [entry], remove: [] } : { set: [], remove: [key] });
  refresh();
}

function undo() {
  const last = undos.pop();
  if (!last) return;
  put(last.view, last.key, last.entry);
  say("Undone.", false);
  const card = all(".card", last.view).find((one_) => fingerprintOf(one_) === last.key);
  if (card && last.view === open) { go(card.id); activate(card); }
}

/* Brings the verdict and the gold of an article up to date with its entries. */
function settle(view, state) {
  const list = all(".card", view).filter(counts);
  const of = (card) => (state.entries[fingerprintOf(card)] || { decision: "" }).decision;
  state.verdict = { ...revised(view, list.filter((card) => of(card) !== "dismissed"), list), left: list.filter((card) => !of(card)).length };
  state.gold = state.verdict.left || !list.length ? undefined : gold(view, list.filter((card) => of(card) === "accepted"));
  keep(view.id, state);
}

function gold(view, accepted) {
  const spans = accepted.map((card) => {
    const [start, end] = spanOf(card);
    const severity = ["neutral", "minor", "major", "critical"][rankOf(card)];
    return { start: start, end: end, severity: severity, category: card.dataset.category, family: card.dataset.code.slice(0, 3) };
  });
  return { ...recordOf(view), spans: spans, ...(spans.length ? {} : { label: "clean" }), origin: "triage in a report of mtaudit" };
}

/* The verdict once findings are dismissed, after the rules of verdict.py. The score stays that of the audit. */
function revised(view, rest, list) {
  const audited = { outcome: view.dataset.outcome, label: view.dataset.label };
  const limits = document.body.dataset;
  if (rest.length === list.length || audited.outcome === "not-audited") return audited;
  const grave = rest.filter((card) => rankOf(card) >= 2);
  const heavy = view.dataset.score < Number(limits.holdBelow) && places(rest) >= Number(limits.holdPlaces);
  if (audited.outcome === "hold" && (heavy || rest.some((card) => "holds" in card.dataset))) return audited;
  if (grave.length || (audited.outcome !== "publish" && rest.length > Number(limits.minorsThatPass))) {
    return { outcome: "fix", label: "Fix " + plural(places(grave.length ? grave : rest), "place") };
  }
  return { outcome: "publish", label: "Publish" };
}

/* Findings that overlap share a place. */
function places(cards) {
  let count = 0;
  let end = -1;
  cards.map(spanOf).sort((a, b) => a[0] - b[0] || a[1] - b[1]).forEach((span) => {
    if (span[0] >= end) count += 1;
    end = Math.max(end, span[1]);
  });
  return count;
}

/* What is decided, shown in an article: folded cards, quiet marks, the verdict, what is left. */
function paint(view) {
  const state = stateOf(view.id);
  const list = all(".card", view);
  list.filter(counts).forEach((card) => {
    const entry = state.entries[fingerprintOf(card)];
    const decision = entry ? entry.decision : "";
    card.classList.toggle("off", decision === "dismissed");
    card.classList.toggle("agreed", decision === "accepted");
    const old = one(".st", card);
    if (old) old.remove();
    if (entry) one(".hd", card).after(status(entry));
    const fix = one('.fixes li[data-for="' + card.id.slice(2) + '"]', view);
    if (fix) fix.classList.toggle("off", decision === "dismissed");
  });
  all(".m", view).forEach((mark_) => {
    const over = mark_.dataset.f.split(" ").map((number) => list[number]);
    const live = over.filter((card) => !card.classList.contains("off"));
    const loudest = Math.max(...(live.length ? live : over).map(rankOf));
    mark_.className = mark_.className.replace(/\bs\d/, "s" + loudest).replace(/ off\b/, "") + (live.length ? "" : " off");
  });
  const now = state.verdict || { outcome: view.dataset.outcome, label: view.dataset.label };
  one(".about .badge", view).replaceWith(badge(now.outcome, now.label));
  const total = list.filter(counts).length;
  const dismissed = list.filter(counts).filter((card) => card.classList.contains("off")).length;
  const note = one(".revised", view);
  note.hidden = !dismissed;
  note.textContent = dismissed + " of " + plural(total, "finding") + " dismissed. Score and reason are those of the audit.";
  const left = one(".left", view);
  if (left) left.textContent = state.verdict && !state.verdict.left ? "all decided" : ((state.verdict || { left: total }).left + " to decide");
}

function status(entry) {
  const line = make("p", "st");
  const by = entry.author ? " by " + entry.author : "";
  if (entry.decision === "accepted") line.append(make("b", "", "✓ Accepted"), by);
  if (entry.decision === "dismissed") line.append(make("b", "", "✕ Dismissed"), by + ": " + entry.reason + (entry.expires ? " (until " + entry.expires + ")" : ""));
  if (entry.note) line.append(make("span", "note", (entry.decision ? "" : "Note: ") + entry.note));
  return line;
}
