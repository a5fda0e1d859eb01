// The chat page: sends what is written, shows what comes, and survives a bad connection. Without it the page still works
// by plain forms. It knows no words: they are in the page.

const find = (id) => document.getElementById(id);
const log = find("log");
const scroller = find("scroll");
const write = find("write");
const field = find("say");
const problem = find("problem");
const language = root.lang;
const mount = new URL(write.action).pathname.replace(/\/messages$/, "");
const limit = Number(write.dataset.limit);

// ---- What is remembered while the tab lives: the draft, and what was not sent yet.

// The page and a frame on our own site are different visitors in one tab.
const drawer = embedded ? "hamyar-frame" : "hamyar-chat";
const memory = {
  read(key) {
    try { return JSON.parse(sessionStorage.getItem(`${drawer}-${key}`)); } catch { return null; }
  },
  write(key, value) {
    try { sessionStorage.setItem(`${drawer}-${key}`, JSON.stringify(value)); } catch { /* Full or forbidden. */ }
  },
};

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// ---- Where the reader is: the end stays in view, and reading further up is never disturbed.

const END = 48;
const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < END;
const toEnd = () => { scroller.scrollTop = scroller.scrollHeight; };
let atEnd = true;
let unseen = 0;
let unread = 0;
const title = document.title;
const number = new Intl.NumberFormat(language);

function showCounts() {
  find("new").hidden = unseen === 0;
  find("new-count").textContent = number.format(unseen);
  document.title = unread > 0 ? `(${number.format(unread)}) ${title}` : title;
}

function seen() {
  unseen = 0;
  showCounts();
}

scroller.addEventListener("scroll", () => {
  atEnd = isAtEnd();
  if (atEnd && unseen > 0) seen();
}, { passive: true });
// A narrower screen makes the messages longer: what was at the end stays there.
const ending = new ResizeObserver(() => { if (atEnd) toEnd(); });
for (const part of [scroller, find("log")]) ending.observe(part);
find("new").addEventListener("click", () => { toEnd(); seen(); field.focus(); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unread = 0;
  showCounts();
});

// ---- Times and days, in the reader's own zone and calendar.

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayName = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const nearDay = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

function showTimes(within) {
  for (const time of within.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = clock.format(at);
  }
}

function midnight(at) {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}

function nameOfDay(day) {
  const ago = Math.round((midnight(new Date()) - day) / 86_400_000);
  const name = ago < 2 ? nearDay.format(-ago, "day") : dayName.format(day);
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

function showDays() {
  let last = null;
  for (const message of log.querySelectorAll(".message")) {
    const time = message.querySelector("time");
    const day = time && midnight(new Date(time.dateTime)).getTime();
    const before = message.previousElementSibling;
    const divided = before?.classList.contains("day");
    if (day && day !== last) {
      const divider = divided ? before : document.createElement("p");
      divider.className = "day";
      divider.textContent = nameOfDay(new Date(day));
      if (!divided) message.before(divider);
    } else if (divided) {
      before.remove();
    }
    last = day || last;
  }
}

// ---- The conversation.

const byId = (id) => find(`i-${id}`);
const pendingOf = (key) => log.querySelector(`.message--pending[data-key="${CSS.escape(key)}"]`);

function build(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const message = template.content.firstElementChild;
  showTimes(message);
  holdPictures(message);
  return message;
}

// Replaces a message; the focus stays where it was.
function replace(old, message) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const same = held && [...message.querySelectorAll("button")].find((button) => button.value === held.value && button.className === held.className);
  old.replaceWith(message);
  if (held) (same ?? field).focus();
}

function show({ whole, items, gone }) {
  const stay = atEnd;
  let fresh = 0;
  for (const item of items) {
    const old = byId(item.id) ?? (item.key && pendingOf(item.key));
    const message = build(item.html);
    if (old) replace(old, message);
    else log.insertBefore(message, log.querySelector(".message--pending"));
    if (item.key) settled(item.key);
    if (!old && !item.mine) fresh += 1;
  }
  for (const id of gone) byId(id)?.remove();
  if (whole) {
    const known = new Set(items.map((item) => item.id));
    for (const message of log.querySelectorAll(".message[data-id]")) {
      if (!known.has(message.dataset.id)) message.remove();
    }
  }
  if (fresh > 0) find("typing").hidden = true;
  offerEdit();
  showDays();
  if (stay) toEnd();
  else unseen += fresh;
  if (document.hidden) unread += fresh;
  showCounts();
}
