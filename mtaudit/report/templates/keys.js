/* Events, and the start. */

const acts = {
  theme: theme,
  help: () => one("#help").showModal(),
  desk: () => { tell(""); refresh(); desk.showModal(); },
  src: () => toggle("src"),
  neu: () => toggle("neu"),
  copy: (button) => copy(button, one("bdi", button.closest("li")).textContent),
  corrections: (button) => copy(button, corrections(open)),
  fold: fold,
  back: () => leaf(-1),
  forth: () => leaf(1),
  release: () => { release(); layout(); },
  accept: accept,
  dismiss: () => ask("dismiss"),
  memo: () => ask("memo"),
  cancel: () => { shut(); layout(); active.focus({ preventScroll: true }); },
  reopen: reopen,
  undo: undo,
  suppressions: exportSuppressions,
  gold: exportGold,
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) {
    if (button.dataset.act) acts[button.dataset.act](button);
    else if (button.dataset.sort) sort(button);
    else if ("verdict" in button.dataset) pickVerdict(button);
    return;
  }
  const mark_ = event.target.closest(".m");
  if (mark_) return pick(event, mark_);
  const link = event.target.closest("a");
  if (link) {
    if (link.dataset.verdict) pickVerdict(link);
    // The same link again changes no hash, so it would do nothing.
    if (link.hash && link.hash === location.hash) { event.preventDefault(); route(); }
    return;
  }
  const card = event.target.closest(".card");
  if (card && card !== active && String(getSelection()) === "") { go(card.id); activate(card); }
});

function pickVerdict(chosen) {
  wanted = chosen.dataset.verdict;
  first = 0;
  draw();
}

/* A click on overlapping findings takes one after the other. */
function pick(event, mark_) {
  event.preventDefault();
  const numbers = mark_.dataset.f.split(" ");
  const found = numbers.map((number) => one('.card[data-n="' + number + '"]', open)).filter((card) => card.offsetParent);
  if (!found.length) return;
  const card = found[(found.indexOf(active) + 1) % found.length];
  go(card.id);
  activate(card);
}

document.addEventListener("mouseover", (event) => {
  const over = event.target.closest(".row [data-g]");
  light(over ? over.dataset.g : active ? active.dataset.g : undefined);
});
document.addEventListener("focusin", (event) => {
  const over = event.target.closest(".row [data-g]");
  if (over) light(over.dataset.g);
});

const keys = {
  j: () => (open === overview ? stepRow(1) : step(1)),
  k: () => (open === overview ? stepRow(-1) : step(-1)),
  "]": () => turn("next"),
  "[": () => turn("prev"),
  o: () => turn("up"),
  a: accept,
  d: () => ask("dismiss"),
  m: () => ask("memo"),
  u: undo,
  t: acts.desk,
  s: () => toggle("src"),
  e: () => toggle("neu"),
  "/": () => { if (overview && open !== overview) { go("overview"); route(); } if (form) form.elements.search.focus(); },
  "?": () => one("#help").showModal(),
  Escape: () => { release(); layout(); },
};
keys.n = keys.j;
keys.p = keys.k;

function turn(way) {
  const link = one('.trail [rel="' + way + '"]', open);
  if (link) location.href = link.href;
  else if (open === overview && way === "next" && shown.length) location.href = shown[0].href;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
  if (event.key === "Escape" && event.target.closest(".decide")) return acts.cancel();
  if (event.target.closest("input, select, textarea") || !one("#keys-on").checked || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});

document.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  if (event.target.dataset.form) answer(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.name === "author") remember("mtaudit-author", event.target.value.trim());
  if (event.target.name === "import") importFile(event.target);
});

if (form) form.addEventListener("input", () => { first = 0; draw(); });
addEventListener("hashchange", route);
addEventListener("resize", layout);
addEventListener("storage", (event) => { if (event.key && event.key.startsWith(PREFIX)) refresh(); });
addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
// On paper the whole list stands, where the page holds it.
addEventListener("beforeprint", () => { if (table && !window.mtauditArticles) fill(records); });
addEventListener("afterprint", () => { if (table && !window.mtauditArticles) draw(); });

if (overview) { if ("scrollRestoration" in history) history.scrollRestoration = "manual"; }
if (recall("mtaudit-src")) toggle("src");
one('[name="author"]').value = recall("mtaudit-author") || "";
open.classList.add("open");
label();
catchUp();
refresh();
route();
load();
