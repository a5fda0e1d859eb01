// Tells of what is new beside the page: by a figure in its title, and by notifications of the browser where its person
// turned them on. Of all pages of a browser one tells, and of each thing once.
(() => {
  "use strict";

  const list = document.getElementById("notices");
  if (!list) return;
  const title = document.title;
  const MOST = 300; // things that are remembered to have been told

  const told = () => new Set(JSON.parse(localStorage.getItem("noticed") ?? "[]"));
  const remember = (keys) => localStorage.setItem("noticed", JSON.stringify([...keys].slice(-MOST)));
  const can = () => "Notification" in window;
  const isOn = () => can() && Notification.permission === "granted" && localStorage.getItem("notify") === "on";

  // Whose it is and what was said is fetched only for those who want to read it there.
  const inWords = async () => {
    if (localStorage.getItem("notify-words") !== "on") return null;
    const response = await fetch("/desk/pulse?words=yes");
    return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  };

  const tell = (item, page) => {
    const { title, plain, to } = item.dataset;
    const { lang, dir } = document.documentElement;
    const body = page?.getElementById(item.id)?.dataset.words ?? plain;
    try {
      const note = new Notification(title, { body, lang, dir, tag: item.id });
      note.addEventListener("click", () => {
        note.close();
        open(to, "hamyar-desk");
      });
    } catch {
      // Some browsers let only a service worker do it: then the pages alone tell.
    }
  };

  const look = (tells) => {
    const { badge } = list.dataset;
    document.title = badge ? `(${badge}) ${title}` : title;
    const known = told();
    const fresh = [...list.children].filter((item) => !known.has(item.id));
    if (!fresh.length) return;
    if (tells && isOn()) inWords().catch(() => null).then((page) => fresh.forEach((item) => tell(item, page)));
    for (const item of fresh) known.add(item.id);
    remember(known);
  };
  // Whoever opens a page sees what is there by then.
  look(false);
  document.addEventListener("desk:notices", ({ detail }) => {
    if (detail.leads) look(true);
    else document.title = list.dataset.badge ? `(${list.dataset.badge}) ${title}` : title;
  });

  // ---- the account page ----

  const part = document.getElementById("notify");
  if (!part) return;
  const press = document.getElementById("notify-switch");
  const show = () => {
    const { on, off, refused, impossible, ask, stop } = part.dataset;
    const state = !can() ? impossible : isOn() ? on : Notification.permission === "denied" ? refused : off;
    document.getElementById("notify-state").textContent = state;
    press.textContent = isOn() ? stop : ask;
    press.hidden = !can();
  };
  press.addEventListener("click", async () => {
    if (isOn()) localStorage.setItem("notify", "off");
    else if ((await Notification.requestPermission()) === "granted") localStorage.setItem("notify", "on");
    show();
  });
  const withWords = document.getElementById("notify-words");
  withWords.checked = localStorage.getItem("notify-words") === "on";
  withWords.addEventListener("change", () => localStorage.setItem("notify-words", withWords.checked ? "on" : "off"));
  show();
})();
