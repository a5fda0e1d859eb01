// The chat on a page of another site: a round button, and the chat in a frame that it opens. The server adds what this
// needs to know (the words, the style, the sites that may embed it) and calls it.
//
// It leaves the page alone: no global, no style and no event handler of the page's own, everything in a shadow tree, and
// nothing that a strict policy forbids: no inline style, no HTML from text, no request of its own but the frame's, and
// that only when somebody opens the chat, or has said something there within a week.
((known) => {
  "use strict";
  const script = document.currentScript ?? document.querySelector('script[src*="/chat/widget.js"]');
  if (!script) return;
  const chat = new URL(".", script.src);
  if (location.origin !== chat.origin && !known.origins.includes(location.origin)) {
    console.warn(`The chat of ${chat.host} is not shown: web.embed_on in its settings does not name ${location.origin}`);
    return;
  }

  const TALKED = 7 * 24 * 60 * 60 * 1000;
  const PATIENCE = 10_000;
  const narrow = matchMedia("(max-width: 639px), (max-height: 479px)");

  // ---- The words, in the language that the script's element names, else the page's, else the visitor's.

  const speaks = (tag) => known.languages.find(({ language }) => language === String(tag).toLowerCase().split(/[-_]/)[0]);
  const wanted = [script.dataset.language, document.documentElement.lang, ...navigator.languages];
  const words = wanted.map(speaks).find(Boolean) ?? known.languages[0];

  // ---- What is remembered: whether it is open, in this tab; the language chosen in the chat; when something was said.

  const memory = (store) => ({
    read(key) {
      try { return window[store].getItem(`hamyar-chat-${key}`); } catch { return null; }
    },
    write(key, value) {
      try { window[store].setItem(`hamyar-chat-${key}`, value); } catch { /* Full or forbidden. */ }
    },
  });
  const tab = memory("sessionStorage");
  const site = memory("localStorage");

  // ---- What there is to see.

  function make(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  function draw(name, size, ...lines) {
    const shape = (kind, attributes) => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", kind);
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      return node;
    };
    const picture = shape("svg", { class: name, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" });
    picture.append(...lines.map((d) => shape("path", { d })));
    return picture;
  }

  const start = words.direction === "rtl" ? "right" : "left";
  function side() {
    const { side } = script.dataset;
    const atStart = side === "left" || side === "right" ? side === start : side === "start";
    return atStart ? "start" : "end";
  }
  const mark = draw("mark", 28, "M3.5 8a4 4 0 0 1 4-4H17a4 4 0 0 1 4 4v5.5a4 4 0 0 1-4 4h-5.5L7 21.2v-3.7a3.9 3.9 0 0 1-3.5-4z", "M24.5 11v7a3.5 3.5 0 0 1-3.5 3.5V25l-4.2-3.5H14");
  const badge = make("span", { class: "badge", "aria-hidden": "true", hidden: "" });
  const launcher = make("button", { class: "launcher", type: "button", "aria-label": words.launcher, "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": "panel" }, mark, draw("down", 20, "m5 7.5 5 5 5-5"), badge);
  const away = make("button", { class: "away", type: "button", "aria-label": words.close }, draw("cross", 20, "m5 5 10 10M15 5 5 15"));
  const alone = make("a", { href: `${new URL("../chat", chat)}?lang=${words.language}`, target: "_blank", rel: "noopener" }, words.window);
  const trouble = make("div", { class: "trouble", role: "alert", hidden: "" });
  const panel = make("dialog", { class: "panel", id: "panel", "aria-label": words.title }, trouble, away);
  const status = make("p", { class: "status", role: "status" });
  const all = make("div", { class: "widget", lang: words.language, dir: words.direction }, launcher, panel, status);

  // ---- The frame.

  let frame = null;
  let port = null;
  let ready = false;
  let open = false;
  let unread = null;
  let waiting = 0;

  const theme = () => (["light", "dark"].includes(script.dataset.theme) ? script.dataset.theme : "");
  const tell = (news) => port?.postMessage(news);

  function load() {
    const address = new URL("embed", chat);
    address.searchParams.set("lang", site.read("language") ?? words.language);
    if (theme()) address.searchParams.set("theme", theme());
    frame?.remove();
    frame = make("iframe", { title: words.title, src: address });
    frame.addEventListener("load", greet);
    panel.append(frame);
    trouble.hidden = true;
    clearTimeout(waiting);
    waiting = setTimeout(complain, PATIENCE);
  }

  // Each page in the frame gets a port of its own. Only a page of the chat's own site can take it.
  function greet() {
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => hear(data);
    frame.contentWindow.postMessage("hamyar-chat", chat.origin, [channel.port2]);
  }

  function complain() {
    trouble.replaceChildren(make("p", {}, words.unreachable), alone);
    trouble.hidden = false;
    if (open && all.getRootNode().activeElement === frame) away.focus();
  }

  function hear(news) {
    if (news.ready) {
      ready = true;
      panel.dataset.ready = "";
      clearTimeout(waiting);
      trouble.hidden = true;
      tell({ open, focus: open && all.getRootNode().activeElement === frame, theme: theme() });
    }
    if (news.talking) site.write("talked", Date.now());
    if (news.unread !== undefined) count(news.unread);
    if (news.language) site.write("language", news.language);
    if (news.close) hide();
  }

  function count(now) {
    const [shown, name] = words.unread[Math.min(now, words.unread.length) - 1] ?? ["", words.launcher];
    badge.textContent = shown;
    badge.hidden = now === 0;
    launcher.setAttribute("aria-label", name);
    // Of what was there when the page was opened the launcher speaks, nobody else.
    if (unread !== null && now > unread && !open) status.textContent = words.new;
    else if (now === 0) status.textContent = "";
    unread = now;
  }

  // ---- Opening and closing.

  // On a narrow screen the chat takes all of it, and what is behind cannot be reached meanwhile.
  function expose() {
    const held = all.getRootNode().activeElement === frame;
    panel.close();
    if (narrow.matches) panel.showModal();
    else panel.setAttribute("open", "");
    if (held) frame.focus();
    fit();
  }

  function show(byHand) {
    if (!frame || (!ready && !trouble.hidden)) load();
    open = true;
    expose();
    launcher.setAttribute("aria-expanded", "true");
    all.dataset.open = "";
    tab.write("open", "1");
    if (byHand) frame.focus();
    tell({ open, focus: byHand });
  }

  function hide() {
    if (!open) return;
    open = false;
    panel.close();
    launcher.setAttribute("aria-expanded", "false");
    delete all.dataset.open;
    tab.write("open", "");
    launcher.focus();
    tell({ open });
  }

  launcher.addEventListener("click", () => (open ? hide() : show(true)));
  away.addEventListener("click", hide);
  panel.addEventListener("cancel", (event) => { event.preventDefault(); hide(); });
  panel.addEventListener("close", () => { if (!panel.open) hide(); });
  all.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    hide();
  });
  narrow.addEventListener("change", () => { if (open) expose(); });

  // The keyboard of a touch screen takes its room from what can be seen, not from the page. So does a closer look, which
  // is no reason to shrink.
  function fit() {
    if (!open || !narrow.matches) return;
    const { height, offsetTop, scale } = visualViewport;
    const near = scale > 1.01;
    all.style.setProperty("--seen", near ? "100dvh" : `${height}px`);
    all.style.setProperty("--from", near ? "0px" : `${offsetTop}px`);
  }

  function paint() {
    all.dataset.theme = theme();
    all.dataset.side = side();
    tell({ theme: theme() });
  }

  function begin() {
    if (document.querySelector("hamyar-chat")) return;
    const host = document.createElement("hamyar-chat");
    const shadow = host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(known.style);
    shadow.adoptedStyleSheets = [style];
    shadow.append(all);
    paint();
    for (const change of ["resize", "scroll"]) visualViewport.addEventListener(change, fit);
    new MutationObserver(paint).observe(script, { attributeFilter: ["data-theme", "data-side"] });
    // Beside the body: there are sites that replace it when one follows a link.
    document.documentElement.append(host);
    if (tab.read("open") && !narrow.matches) show(false);
    else if (Date.now() - Number(site.read("talked")) < TALKED) setTimeout(() => { if (!frame) load(); }, 1000);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin, { once: true });
  else begin();
})
