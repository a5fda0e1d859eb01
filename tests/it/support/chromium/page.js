// How the tests look at a page: what can be read on it, and where the control of a name is.
"use strict";

const plain = (text) => text.replace(/[\u2066-\u2069\u200e\u200f]/g, "").replace(/\s+/g, " ").trim();
const isShown = (element) => element.checkVisibility({ visibilityProperty: true });

// All that can be read, in one line.
const words = () => plain(document.body?.innerText ?? "");

const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [role=button]";
// Those in open shadow trees, too.
const within = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? [one, ...within(one.shadowRoot)] : [one]));
const controls = () => within(document).filter((one) => one.matches(CONTROLS) && isShown(one));

// The control of this name, as a screen reader says it; or of a name that begins so.
const control = (name) => {
  const all = controls().map((element) => [element, plain(element.computedName ?? "")]);
  const found = all.find(([, own]) => own === name) ?? all.find(([, own]) => own.startsWith(`${name} `));
  return found?.[0];
};

// Where a control can be pressed: the middle of it, or of its label where that stands for it, if nothing lies over it.
const spot = (name) => {
  const found = control(name);
  if (!found || found.disabled) return null;
  const target = found.matches("[type=radio], [type=checkbox]") ? (found.closest("label") ?? found) : found;
  target.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const box = target.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const hit = target.getRootNode().elementFromPoint(x, y);
  return hit && (target.contains(hit) || hit.contains(target)) ? { x, y } : null;
};

// The name of the link that has these words in it.
const nameOf = (text) =>
  controls()
    .map((element) => plain(element.computedName ?? ""))
    .find((name) => name.includes(plain(text)));
