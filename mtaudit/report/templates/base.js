/* What all parts of the page use: finding elements, switches, the theme, copying. */

const root = document.documentElement;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
const overview = one("#overview");
const wide = matchMedia("(min-width: 70rem)");
const title = document.title;
let open = overview || one(".view");
let active = null;
let overviewTop = 0;

/* What the reader chose is kept where the browser allows it; without, the page works as well. */
function recall(key) {
  try { return localStorage.getItem(key); } catch (error) { return null; }
}

function remember(key, value) {
  try { localStorage.setItem(key, value); return true; } catch (error) { return false; }
}

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

const plural = (count, noun) => count.toLocaleString("en") + " " + noun + (count === 1 ? "" : "s");

function toggle(name) {
  const on = root.classList.toggle(name + "-on");
  all('[data-act="' + name + '"]').forEach((button) => button.setAttribute("aria-pressed", on));
  if (name === "neu" && !on && active && active.classList.contains("c0")) release();
  if (name === "src") remember("mtaudit-src", on ? "on" : "");
  layout();
}

function dark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function theme() {
  root.dataset.theme = dark() ? "light" : "dark";
  remember("mtaudit-theme", root.dataset.theme);
  label();
}

function label() {
  one('[data-act="theme"]').textContent = dark() ? "Light" : "Dark";
}

function copy(button, text) {
  const label = button.textContent;
  const done = () => {
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 1500);
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
  if (label === "Copied") return;
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, old); else old();
}

/* Hands the reader a file. */
function download(name, text, type) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type: type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/* Counts code points as the report does; strings count UTF-16 units. */
const points = (text, start, end) => Array.from(text).slice(start, end).join("");
