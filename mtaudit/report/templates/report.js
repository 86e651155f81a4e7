(function () {
  "use strict";
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const overview = one("#overview");
  const wide = matchMedia("(min-width: 70rem)");
  const title = document.title;
  let open = overview;
  let active = null;
  let overviewTop = 0;

  /* Views and links */

  function show(view) {
    if (view === open) return;
    if (open === overview) overviewTop = scrollY;
    open.classList.remove("open");
    view.classList.add("open");
    open = view;
    release();
    const heading = one("h1, h2", view);
    document.title = view === overview ? title : heading.textContent.trim() + " – mtaudit";
    layout();
  }

  function route() {
    const id = decode(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (target && target.closest(".foot details")) return reveal(target);
    const view = (target && target.closest(".view")) || overview;
    const changed = view !== open;
    show(view);
    const card = target && cardOf(target);
    if (card) {
      activate(card);
    } else if (target && target !== view) {
      target.scrollIntoView();
      if (target.tabIndex >= -1) target.focus({ preventScroll: true });
    } else if (changed) {
      scrollTo(0, view === overview ? overviewTop : 0);
      one("h1, h2", view).focus({ preventScroll: true });
    }
  }

  /* The rules stand under every view and are read without leaving it. */
  function reveal(target) {
    target.closest("details").open = true;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  }

  function decode(text) {
    try { return decodeURIComponent(text); } catch (error) { return text; }
  }

  function cardOf(target) {
    if (target.classList.contains("card")) return target;
    return target.id.startsWith("t-") ? document.getElementById("f-" + target.id.slice(2)) : null;
  }

  /* Walking through findings leaves one entry in the history, so that Back returns to where the reader came from. */
  function go(id) {
    const way = active || open === overview ? "replaceState" : "pushState";
    try { history[way](null, "", "#" + id); } catch (error) { location.hash = id; }
  }

  /* Findings */

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
    active = null;
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

  /* Switches */

  function toggle(name) {
    const on = root.classList.toggle(name + "-on");
    all('[data-act="' + name + '"]').forEach((button) => button.setAttribute("aria-pressed", on));
    if (name === "neu" && !on && active && active.classList.contains("c0")) release();
    layout();
  }

  function dark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function theme() {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("mtaudit-theme", root.dataset.theme); } catch (error) { /* not kept */ }
    label();
  }

  function label() {
    one('[data-act="theme"]').textContent = dark() ? "Light" : "Dark";
  }

  function copy(button) {
    const text = one("bdi", button.closest("li")).textContent;
    const done = () => {
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    };
    const old = () => {
      const box = document.createElement("textarea");
      box.value = text;
      button.parentNode.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
      done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, old); else old();
  }

  /* The list of articles */

  const form = one(".filters");
  const rows = all(".articles tr[data-view]");
  const clean = one("#clean.folded");
  const texts = new Map();
  let verdict = "";
  let unfolded = false;

  function textOf(row) {
    if (!texts.has(row)) {
      const body = one(".body", document.getElementById(row.dataset.view));
      texts.set(row, (row.textContent + " " + body.textContent).toLocaleLowerCase());
    }
    return texts.get(row);
  }

  function filter() {
    if (!form) return;
    const value = (name) => (form.elements[name] ? form.elements[name].value : "");
    const family = value("family");
    const pair = value("pair");
    const words = value("search").trim().toLocaleLowerCase();
    const some = Boolean(verdict || family || pair || words);
    let shown = 0;
    rows.forEach((row) => {
      const fits = (!verdict || row.dataset.verdict === verdict)
        && (!family || row.dataset.families.split(" ").includes(family))
        && (!pair || row.dataset.pair === pair)
        && (!words || textOf(row).includes(words));
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    if (clean) {
      clean.hidden = !(unfolded || some);
      one(".fold").hidden = some;
    }
    one("output", form).textContent = some ? shown + " of " + rows.length + " shown" : "";
    all(".pill", form).forEach((pill) => pill.setAttribute("aria-pressed", String(pill.dataset.verdict === verdict)));
  }

  function key(row, name) {
    if (name === "rank" || name === "score") return Number(row.dataset[name]);
    if (name === "title") return one("a", row).textContent;
    if (name === "pair") return row.dataset.pair;
    return -Number(one('[data-key="' + name + '"]', row).textContent);
  }

  function sort(button) {
    const head = button.closest("th");
    const up = head.getAttribute("aria-sort") !== "ascending";
    all(".articles th").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const name = button.dataset.sort;
    const order = (a, b) => {
      const x = key(a, name);
      const y = key(b, name);
      const by = typeof x === "string" ? x.localeCompare(y) : x - y;
      return (up ? by : -by) || a.dataset.rank - b.dataset.rank;
    };
    all(".articles tbody").forEach((body) => {
      const here = rows.filter((row) => row.parentNode === body);
      if (here.length) body.append(...here.sort(order));
    });
  }

  function fold(button) {
    unfolded = !unfolded;
    button.setAttribute("aria-expanded", String(unfolded));
    button.firstChild.data = unfolded ? "Hide " : "Show ";
    filter();
  }

  function stepRow(by) {
    const links = all(".articles th[scope=row] a").filter((link) => link.offsetParent !== null);
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
    if (next) next.focus();
  }

  /* Events */

  const acts = {
    theme: theme,
    help: () => one("#help").showModal(),
    src: () => toggle("src"),
    neu: () => toggle("neu"),
    copy: copy,
    fold: fold,
    release: () => { release(); layout(); },
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) {
      if (button.dataset.act) acts[button.dataset.act](button);
      else if (button.dataset.sort) sort(button);
      else if ("verdict" in button.dataset) { verdict = button.dataset.verdict; filter(); }
      return;
    }
    const mark = event.target.closest(".m");
    if (mark) return pick(event, mark);
    const link = event.target.closest("a");
    if (link) {
      // The same link again changes no hash, so it would do nothing.
      if (link.hash && link.hash === location.hash) { event.preventDefault(); route(); }
      return;
    }
    const card = event.target.closest(".card");
    if (card && card !== active && String(getSelection()) === "") { go(card.id); activate(card); }
  });

  /* A click on overlapping findings takes one after the other. */
  function pick(event, mark) {
    event.preventDefault();
    const numbers = mark.dataset.f.split(" ");
    const shown = numbers.map((number) => one('.card[data-n="' + number + '"]', open)).filter((card) => card.offsetParent);
    if (!shown.length) return;
    const card = shown[(shown.indexOf(active) + 1) % shown.length];
    go(card.id);
    activate(card);
  }

  const keys = {
    j: () => (open === overview ? stepRow(1) : step(1)),
    k: () => (open === overview ? stepRow(-1) : step(-1)),
    "]": () => turn("next"),
    "[": () => turn("prev"),
    o: () => { location.hash = "overview"; },
    s: () => toggle("src"),
    e: () => toggle("neu"),
    "/": () => { if (open !== overview) { go("overview"); route(); } if (form) form.elements.search.focus(); },
    "?": () => one("#help").showModal(),
    Escape: () => { release(); layout(); },
  };
  keys.n = keys.j;
  keys.p = keys.k;

  function turn(way) {
    const link = one('.trail [rel="' + way + '"]', open);
    if (link) location.hash = link.hash;
    else if (open === overview && way === "next" && rows.length) location.hash = rows[0].dataset.view;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one("#help").open) return;
    if (event.target.closest("input, select, textarea") || !one("#keys-on").checked || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });

  if (form) {
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  addEventListener("hashchange", route);
  addEventListener("resize", layout);
  if ("scrollRestoration" in history) history.scrollRestoration = "manual";
  label();
  filter();
  route();
})();
