/* Views and links: the list of articles and each article, as the address names them. */

function show(view) {
  if (view === open) return;
  if (open === overview) overviewTop = scrollY;
  open.classList.remove("open");
  view.classList.add("open");
  open = view;
  release();
  document.title = view === overview ? title : one("h1, h2", view).textContent.trim() + " – mtaudit";
  layout();
}

function route() {
  const id = decode(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (target && target.closest(".foot details")) return reveal(target);
  const view = (target && target.closest(".view")) || overview || open;
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
