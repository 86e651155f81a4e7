/* The desk of triage: buttons on the active card, what is left of the run, files out and in, saving to a server. */

const desk = one("#desk");
const panel = document.importNode(one("#decide").content, true).firstElementChild;
const served = one('meta[name="mtaudit-save"]');
let trouble = "";
let sending = Promise.resolve();

function attach(card) {
  if (!counts(card)) return;
  const entry = entryOf(card);
  card.append(panel);
  shut();
  one('[data-act="reopen"]', panel).hidden = !(entry && entry.decision);
  one('[data-act="accept"]', panel).setAttribute("aria-pressed", String(Boolean(entry) && entry.decision === "accepted"));
  one('[data-act="dismiss"]', panel).setAttribute("aria-pressed", String(Boolean(entry) && entry.decision === "dismissed"));
}

function detach() {
  panel.remove();
}

function shut() {
  all("form", panel).forEach((form_) => { form_.hidden = true; });
  ["dismiss", "memo"].forEach((name) => one('[data-act="' + name + '"]', panel).setAttribute("aria-expanded", "false"));
}

/* Opens the form for a reason or a note, filled with what is there. */
function ask(name) {
  if (!active || !counts(active)) return;
  const form_ = one('[data-form="' + name + '"]', panel);
  const entry = entryOf(active) || {};
  const wasOpen = !form_.hidden;
  shut();
  if (!wasOpen) {
    form_.hidden = false;
    one('[data-act="' + name + '"]', panel).setAttribute("aria-expanded", "true");
    ["reason", "expires", "note"].forEach((field) => { if (form_.elements[field]) form_.elements[field].value = entry[field] || ""; });
  }
  layout();
  bring(active);
  if (wasOpen) active.focus({ preventScroll: true }); else one("input, textarea", form_).focus({ preventScroll: true });
}

function answer(form_) {
  const card = active;
  if (form_.dataset.form === "memo") {
    decide(card, { note: form_.elements.note.value.trim() });
    return activate(card);
  }
  const reason = form_.elements.reason.value.trim();
  if (!reason) return form_.elements.reason.focus();
  decide(card, { decision: "dismissed", reason: reason, expires: form_.elements.expires.value });
  onward(card, "Dismissed.");
}

function accept() {
  if (!active || !counts(active)) return;
  const card = active;
  decide(card, { decision: "accepted", reason: "", expires: "" });
  onward(card, "Accepted.");
}

function reopen() {
  const card = active;
  decide(card, { decision: "", reason: "", expires: "" });
  activate(card);
}

/* After a decision the next finding that still needs one, so that a list is worked off with two keys. */
function onward(card, words) {
  const list = cards().filter(counts);
  const at = list.indexOf(card);
  const next = [...list.slice(at + 1), ...list.slice(0, at)].find((other) => !decisionOf(other));
  say(words + (next ? "" : " All is decided here."), true);
  if (next) { go(next.id); activate(next); } else activate(card);
}

/* Messages */

let silence = 0;

function say(words, undoable) {
  const toast = one("#toast");
  one("span", toast).textContent = words;
  one("button", toast).hidden = !undoable;
  toast.hidden = false;
  clearTimeout(silence);
  silence = setTimeout(() => { toast.hidden = true; }, 6000);
}

function tell(words) {
  one("#told").textContent = words;
}

function refresh() {
  all("article.view").forEach(paint);
  if (overview) draw();
  const entries = states().filter(([anchor]) => anchor !== OTHERS).flatMap(([, state]) => Object.values(state.entries));
  const total = Number(document.body.dataset.open);
  const accepted = entries.filter((entry) => entry.decision === "accepted").length;
  const dismissed = entries.filter((entry) => entry.decision === "dismissed").length;
  const left = Math.max(total - accepted - dismissed, 0);
  one("#progress").textContent = "Triage " + (total - left).toLocaleString("en") + "/" + total.toLocaleString("en");
  one("#left").textContent = left.toLocaleString("en") + " of " + plural(total, "finding") + " left to decide; " + accepted + " accepted, " + dismissed + " dismissed.";
  one("#kept").textContent = whereKept();
  one("#kept").classList.toggle("alarm", Boolean(trouble) || (!storage && !served));
  one('[data-act="undo"]', desk).disabled = !undos.length;
  layout();
}

function whereKept() {
  if (trouble) return "Not saved: " + trouble + ". Export before you close this page.";
  if (served) return "Saved to mtaudit-suppressions.json as you decide.";
  if (storage) return "Kept in this browser only. Export it to use it elsewhere.";
  return "This browser keeps nothing for this page. Export before you close or leave it.";
}

/* Files */

function exportSuppressions() {
  const entries = states().flatMap(([, state]) => Object.values(state.entries));
  const decided = entries.filter((entry) => entry.decision);
  const by = (entry) => entry.document + "\0" + entry.fingerprint;
  decided.sort((a, b) => (by(a) < by(b) ? -1 : 1));
  download("mtaudit-suppressions.json", JSON.stringify({ version: 1, suppressions: decided }, null, 1) + "\n", "application/json");
  const notes = entries.length - decided.length;
  tell(plural(decided.length, "decision") + " exported." + (notes ? " " + plural(notes, "note") + " without a decision stayed here." : ""));
}

function exportGold() {
  const done = states().filter(([, state]) => state.gold);
  const begun = states().filter(([anchor, state]) => anchor !== OTHERS && !state.gold && Object.values(state.entries).some((entry) => entry.decision)).length;
  const rest = begun ? " " + plural(begun, "article") + (begun === 1 ? " is" : " are") + " not decided in full and stayed out: what nobody judged would count as a false alarm." : "";
  if (!done.length) return tell("No article is decided in full yet." + rest);
  const lines = done.map(([, state]) => JSON.stringify(state.gold)).sort();
  download("triage-gold.jsonl", lines.join("\n") + "\n", "application/x-ndjson");
  tell(plural(done.length, "article") + " exported." + rest);
}

async function importFile(input) {
  const file = input.files[0];
  input.value = "";
  if (!file) return;
  try {
    const entries = checked(JSON.parse(await file.text()));
    adopt(entries);
    send({ set: entries, remove: [] });
    refresh();
    tell(plural(entries.length, "decision") + " imported from " + file.name + ".");
  } catch (error) {
    tell(file.name + " was not imported: " + error.message);
  }
}

function checked(tree) {
  if (!tree || tree.version !== 1 || !Array.isArray(tree.suppressions)) throw new Error("it is no suppression file of version 1");
  const fields = ["fingerprint", "code", "document", "quote", "decision", "reason", "author", "note", "created", "expires"];
  return tree.suppressions.map((found, index) => {
    const entry = {};
    fields.forEach((name) => { entry[name] = found && typeof found[name] === "string" ? found[name] : ""; });
    if (!/^[0-9a-f]{16}$/.test(entry.fingerprint)) throw new Error("entry " + (index + 1) + " has no fingerprint of 16 hex digits");
    if (!["accepted", "dismissed"].includes(entry.decision)) throw new Error("entry " + (index + 1) + " is neither accepted nor dismissed");
    return entry;
  });
}

/* Puts entries to the articles that this page knows; others wait for the page that knows theirs. */
function adopt(entries) {
  const anchors = new Map(records.map((record) => [record.id(), record.anchor]));
  all("article.view").forEach((view) => anchors.set(recordOf(view).id, view.id));
  const changed = new Map();
  entries.forEach((entry) => {
    const anchor = anchors.get(entry.document) || OTHERS;
    if (!changed.has(anchor)) changed.set(anchor, stateOf(anchor));
    const state = changed.get(anchor);
    state.entries[entry.fingerprint] = entry;
    delete state.verdict;
    delete state.gold;
  });
  changed.forEach((state, anchor) => {
    const view = document.getElementById(anchor);
    if (view && view.matches("article")) settle(view, state); else keep(anchor, state);
  });
}

/* Entries that came in on another page, and verdicts of articles that were decided without being opened. */
function catchUp() {
  const others = Object.values(stateOf(OTHERS).entries);
  if (others.length) {
    keep(OTHERS, { entries: {} });
    adopt(others);
  }
  all("article.view").forEach((view) => {
    const state = stateOf(view.id);
    if (Object.keys(state.entries).length) settle(view, state);
  });
}

/* `mtaudit serve` keeps the file; what it holds is what counts. */
async function ask_(method, body) {
  const text = body && JSON.stringify(body);
  // keepalive: a decision arrives even if the reader turns to another page at once; browsers allow it for little data.
  const options = { method: method, headers: { "Content-Type": "application/json" }, body: text, keepalive: Boolean(text) && text.length < 20000 };
  const reply = await fetch(served.content, options);
  const tree = await reply.json();
  if (!reply.ok) throw new Error(tree.error || reply.statusText);
  return tree;
}

function send(change) {
  if (!served || !(change.set.length || change.remove.length)) return;
  sending = sending.then(() => ask_("POST", change)).then(() => { trouble = ""; }, (error) => { trouble = error.message; }).then(refresh);
}

async function load() {
  if (!served) return;
  try {
    const entries = checked(await ask_("GET"));
    states().forEach(([anchor, state]) => {
      const notes = Object.entries(state.entries).filter(([, entry]) => !entry.decision);
      keep(anchor, { entries: Object.fromEntries(notes) });
    });
    adopt(entries);
  } catch (error) {
    trouble = error.message;
  }
  refresh();
}
