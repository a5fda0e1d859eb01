// Who writes. On the page itself the browser's cookie says so. A frame on another site gets no cookies, so it has a token
// of its own: it came with the page, is kept where only the frame can read, and goes along as a header, never in an
// address. First of the page's files, which the server joins: visitor, reading, files, attaching,
// writing, embedded, live.

const root = document.documentElement;
const embedded = "visitor" in root.dataset;
const fresh = root.dataset.visitor;
const TOKEN = "hamyar-visitor";

// What all frames of this browser on this site share; where it may keep nothing, what this page knows.
const known = new Map();
const shelf = {
  read(key) {
    try { return localStorage.getItem(`hamyar-frame-${key}`); } catch { return known.get(key) ?? null; }
  },
  write(key, value) {
    known.set(key, value);
    try { localStorage.setItem(`hamyar-frame-${key}`, value); return true; } catch { return false; }
  },
};
const returning = embedded && shelf.read("visitor") !== null;
const forgetful = embedded && !returning && !shelf.write("visitor", fresh);

// The shelf is asked each time: another tab may have put another token there.
const token = () => shelf.read("visitor") ?? fresh;
const credentials = () => (embedded ? { [TOKEN]: token(), "accept-language": root.lang } : {});

function renew(response) {
  const renewed = response.headers.get(TOKEN);
  if (renewed) shelf.write("visitor", renewed);
}

// A token that is refused is of no use any more, and the one that came with the page takes its place. Says whether it is
// worth trying again.
function replaceToken(refused) {
  if (!embedded || refused === fresh) return false;
  if (token() === refused) shelf.write("visitor", fresh);
  return token() !== refused;
}

// Server-sent events with a header, as `EventSource` cannot send one. The same shape, but it does not connect again.
class Following {
  readyState = EventSource.CONNECTING;
  #stop = new AbortController();
  #heard = new Map();

  constructor(address) {
    this.#follow(address).catch(() => {}).then(() => {
      if (this.readyState === EventSource.CLOSED) return;
      this.close();
      this.onerror?.();
    });
  }

  addEventListener(name, listener) {
    this.#heard.set(name, listener);
  }

  close() {
    this.readyState = EventSource.CLOSED;
    this.#stop.abort();
  }

  async #follow(address) {
    const headers = credentials();
    const response = await fetch(address, { headers, cache: "no-store", signal: this.#stop.signal });
    if (response.status === 401) replaceToken(headers[TOKEN]);
    if (!response.ok) return;
    renew(response);
    this.readyState = EventSource.OPEN;
    this.onopen?.();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      // The server says something three times a minute. If it does not, nobody is there any more.
      const silence = setTimeout(() => this.#stop.abort(), 60_000);
      const { value, done } = await reader.read();
      clearTimeout(silence);
      if (done) return;
      const blocks = (text + value).split("\n\n");
      text = blocks.pop();
      for (const block of blocks) this.#tell(block);
    }
  }

  #tell(block) {
    const event = { data: "", lastEventId: "" };
    let name = "message";
    for (const line of block.split("\n")) {
      const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
      if (field === "event") name = value;
      else if (field === "data") event.data += value;
      else if (field === "id") event.lastEventId = value;
    }
    if (event.data) this.#heard.get(name)?.(event);
  }
}

