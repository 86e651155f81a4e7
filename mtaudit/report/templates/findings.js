/* Findings of the open article: walking through them, and the margin beside the text. */

function cards() {
  return all(".card", open).filter((card) => card.offsetParent !== null);
}

function marks(card) {
  return all('[data-f~="' + card.dataset.n + '"]', open);
}

function anchor(card) {
  return document.getElementById("t-" + card.id.slice(2)) || card;
}

function activate(card) {
  release();
  if (card.classList.contains("c0") && !root.classList.contains("neu-on")) toggle("neu");
  active = card;
  card.classList.add("on");
  marks(card).forEach((mark) => mark.classList.add("on"));
  light(card.dataset.g);
  attach(card);
  layout();
  bring(card);
  card.focus({ preventScroll: true });
}

function bring(card) {
  const place = anchor(card).getBoundingClientRect();
  const box = card.getBoundingClientRect();
  const head = wide.matches || innerWidth > 720 ? one(".bar", open).offsetHeight : 0;
  const top = Math.min(place.top, box.top);
  const bottom = Math.max(place.top + 30, box.bottom);
  if (top > head + 12 && bottom < innerHeight - 12) return;
  const room = innerHeight - head;
  // Both in view where they fit; else the card, which quotes the place.
  const start = bottom - top < room - 24 ? top - Math.max((room - (bottom - top)) / 3, 12) : box.top - 24;
  scrollTo(0, scrollY + start - head);
}

function release() {
  if (!active) return;
  active.classList.remove("on");
  marks(active).forEach((mark) => mark.classList.remove("on"));
  light();
  detach();
  active = null;
}

/* A sentence and its source light up together, under the pointer and with the finding that has the focus. */
function light(segment) {
  all(".lit", open).forEach((lit) => lit.classList.remove("lit"));
  if (segment !== undefined) all('.row [data-g="' + segment + '"]:not(.card)', open).forEach((part) => part.classList.add("lit"));
}

function step(by) {
  const list = cards();
  if (!list.length) return;
  let at = list.indexOf(active);
  if (at < 0) at = by > 0 ? -1 : list.length;
  const next = list[Math.min(Math.max(at + by, 0), list.length - 1)];
  go(next.id);
  activate(next);
}

/* The margin: each card beside its mark, pushed apart where they crowd; the active one always at its place. */

function layout() {
  if (open === overview) return;
  const body = one(".body", open);
  const more = one(".more", open);
  const list = cards();
  list.forEach((card) => card.classList.remove("tucked"));
  if (!wide.matches) {
    list.forEach((card) => { card.style.top = ""; });
    body.style.minHeight = "";
    more.hidden = true;
    return;
  }
  const base = body.getBoundingClientRect().top;
  const want = list.map((card) => anchor(card).getBoundingClientRect().top - base - 4);
  const high = list.map((card) => card.offsetHeight);
  const gap = 8;
  const top = new Array(list.length);
  const at = list.indexOf(active);
  let tucked = 0;
  let floor = 0;
  if (at >= 0) {
    let limit = want[at];
    top[at] = limit;
    for (let i = at - 1; i >= 0; i--) {
      top[i] = Math.min(want[i], limit - gap - high[i]);
      limit = top[i];
      if (top[i] < 26) { tucked = i + 1; break; }
    }
    floor = want[at] + high[at] + gap;
  }
  for (let i = at + 1; i < list.length; i++) {
    top[i] = Math.max(want[i], floor);
    floor = top[i] + high[i] + gap;
  }
  list.forEach((card, i) => {
    card.style.top = (i < tucked ? want[i] : top[i]) + "px";
    card.classList.toggle("tucked", i < tucked);
  });
  body.style.minHeight = floor + "px";
  more.hidden = !tucked;
  one("button", more).textContent = "↑ " + tucked + (tucked === 1 ? " earlier note" : " earlier notes");
}

/* Everything that is to be mended in an article, as plain text for a mail or a ticket. */
function corrections(view) {
  const lines = all(".card", view).filter(counts).filter((card) => decisionOf(card) !== "dismissed").map((card) => {
    const place = textOfCard(card);
    const better = one(".sg bdi, .alt li:not(.own) bdi", card);
    const suggested = better && one(".sg, .alt .copy", card);
    return "“" + place + "”" + (suggested ? " → “" + better.textContent + "”" : "") + ": " + one(".msg", card).textContent;
  });
  const head = one("h2", view).textContent.replace(/\s+/g, " ").trim();
  return head + "\n\n" + (lines.join("\n") || "Nothing to mend.") + "\n";
}
