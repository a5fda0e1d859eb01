
// In a frame on another site: what the page around it is told, and what it may ask for. They speak through a port that the
// page hands over; it is taken from the sites of the settings only, so that no other page gets to know anything.

let port = null;
// Whether the page around us shows the frame; none does where there is none.
let shown = window.parent === window;
// Whether we know what was said: before that there is no telling what of it was not read.
let loaded = false;

const tell = (news) => port?.postMessage(news);

// ---- What was not read yet: what others said after the last thing that was seen here or in another tab.

const said = (message) => Date.parse(message.querySelector("time").dateTime);

function count() {
  const messages = [...log.querySelectorAll(".message[data-id]")];
  let seenUntil = Number(shelf.read("seen"));
  if (shown && !document.hidden && messages.length > 0) {
    const newest = Math.max(...messages.map(said));
    if (newest > seenUntil) shelf.write("seen", String(newest));
    seenUntil = newest;
  }
  const missed = messages.filter((message) => !message.classList.contains("message--mine") && said(message) > seenUntil);
  if (loaded) tell({ unread: missed.length, talking: messages.length > 0 });
}

// Called when the conversation, or what is new of it, has been put into the page.
function arrived() {
  if (!embedded) return;
  loaded = true;
  const welcome = find("welcome");
  if (welcome?.hidden) {
    // We did not know yet whether there is a conversation.
    if (log.querySelector(".message[data-id]")) welcome.remove();
    else welcome.hidden = false;
  }
  count();
}

// ---- The page around us.

function heard({ open, focus, theme }) {
  if (theme !== undefined) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  }
  if (open === undefined) return;
  shown = open;
  count();
  if (!open) return;
  if (atEnd) toEnd();
  if (!focus) return;
  // On a touch screen the keyboard would cover half of what there is to read.
  if (matchMedia("(pointer: coarse)").matches) scroller.focus({ focusVisible: false });
  else field.focus();
}

function meet(event) {
  const allowed = [location.origin, ...root.dataset.origins.split(" ")];
  if (event.source !== window.parent || !allowed.includes(event.origin) || event.data !== "hamyar-chat" || !event.ports[0]) return;
  port?.close();
  [port] = event.ports;
  port.onmessage = ({ data }) => heard(data);
  shown = false;
  find("close").hidden = false;
  tell({ ready: true });
}

function embed() {
  window.addEventListener("message", meet);
  document.addEventListener("visibilitychange", count);
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === "hamyar-frame-seen") count();
    // Another tab has another visitor, or was given another token of the same one: go with it.
    if (key === "hamyar-frame-visitor" && newValue && source) connect();
  });
  find("close").addEventListener("click", () => tell({ close: true }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) tell({ close: true });
  });
  for (const link of document.querySelectorAll("a[hreflang]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      tell({ language: link.hreflang });
      // No step for the "back" of the page around us.
      location.replace(link.href);
    });
  }
  if (returning) find("welcome").hidden = true;
}
