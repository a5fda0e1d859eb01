
// Live: the connection that brings what is said, and the start of everything.

let last = log.dataset.last;
let source = null;
let failures = 0;
let offline = 0;
let typing = 0;
let again = 0;

function connected() {
  failures = 0;
  clearTimeout(offline);
  offline = 0;
  if (queue.length > 0) workAgain();
  if (find("offline").hidden) return;
  find("offline").hidden = true;
  find("online").hidden = false;
  setTimeout(() => { find("online").hidden = true; }, 4000);
}

function warnSoon() {
  offline ||= setTimeout(() => { find("online").hidden = true; find("offline").hidden = false; }, 3000);
}

function disconnected() {
  warnSoon();
  if (source.readyState !== EventSource.CLOSED) return;
  // The browser gave up: a proxy or we refused. Ask again, ever less often.
  failures += 1;
  again = setTimeout(connect, Math.min(30, 2 ** failures) * 1000);
}

function disconnect() {
  clearTimeout(again);
  clearTimeout(offline);
  offline = 0;
  source?.close();
  source = null;
}

function connect() {
  clearTimeout(again);
  source?.close();
  const address = `${mount}/events?${new URLSearchParams({ lang: language, last })}`;
  source = embedded ? new Following(address) : new EventSource(address);
  source.onopen = connected;
  source.onerror = disconnected;
  source.addEventListener("items", (event) => {
    last = event.lastEventId;
    show(JSON.parse(event.data));
    arrived();
  });
  source.addEventListener("voice", (event) => {
    const { kind, text } = JSON.parse(event.data);
    document.querySelector(".chat").dataset.voice = kind;
    if (find("voice").textContent !== text) find("voice").textContent = text;
  });
  source.addEventListener("typing", () => {
    find("typing").hidden = false;
    if (atEnd) toEnd();
    clearTimeout(typing);
    typing = setTimeout(() => { find("typing").hidden = true; }, 6000);
  });
}

// A browser has few connections to give to all its tabs together. Of those that nobody looks at one keeps its own, the one that
// was left last, whose title tells how much is new; a frame has no title. Whoever comes back is brought what came meanwhile.
const left = new BroadcastChannel(`${drawer}-left`);
left.addEventListener("message", () => { if (document.hidden) disconnect(); });

function breathe() {
  if (!document.hidden) {
    if (!source) connect();
  } else if (embedded) {
    disconnect();
  } else if (source) {
    left.postMessage(null);
  }
}

// The connection may look alive for a minute after the network went; the browser often knows sooner.
window.addEventListener("offline", warnSoon);
window.addEventListener("online", () => {
  if (source?.readyState === EventSource.OPEN) connected();
});

scroller.classList.add("is-live");
const remembers = embedded ? !forgetful : navigator.cookieEnabled;
find("cookies").hidden = remembers;
showTimes(log);
showDays();
offerEdit();
setField(memory.read("draft") ?? "");
for (const { key, text, files } of memory.read("unsent") ?? []) {
  if (!log.querySelector(`[data-key="${CSS.escape(key)}"]`)) enqueue(key, text, files);
}
keep();
toEnd();
if (embedded) embed();
if (embedded || remembers) {
  document.addEventListener("visibilitychange", breathe);
  breathe();
}
