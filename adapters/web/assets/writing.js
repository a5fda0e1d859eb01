
// Writing: what is sent, changed and pressed.

// ---- Sending: one after another, so that the order holds; again and again with the same key, until it is there.

// Where we are, so that whoever answers knows what time it is here.
const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const queue = [];
let working = false;

function settled(key) {
  const index = queue.findIndex((message) => message.key === key);
  if (index >= 0) queue.splice(index, 1);
  keep();
}

const keep = () => memory.write("unsent", queue);
const pause = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });
const unsent = find("pending").content.querySelector(".reason").textContent;

// What became of a post: `done`, or why not, and whether it may go better later.
async function post(path, body) {
  const who = credentials();
  // A file goes as it is, with its name beside it; a slow line may take minutes for it.
  const [headers, content, seconds] = body instanceof File
    ? [{ "content-type": "application/octet-stream", "hamyar-file": encodeURIComponent(body.name.replace(/\p{Surrogate}/gu, "_")) }, body, 600]
    : [{ "content-type": "application/json" }, JSON.stringify(body), 20];
  try {
    const response = await fetch(`${mount}/${path}`, {
      method: "POST",
      headers: { ...headers, ...who },
      body: content,
      signal: AbortSignal.timeout(seconds * 1000),
    });
    if (response.ok) return { done: true, answer: await response.json().catch(() => ({})) };
    if (response.status === 401 && replaceToken(who[TOKEN])) {
      // Another visitor now: what comes must be theirs, too.
      if (source) connect();
      return { done: false, later: true, wait: 0, reason: unsent };
    }
    const error = (await response.json().catch(() => ({}))).error ?? {};
    const later = response.status === 429 || response.status >= 500;
    return { done: false, later, wait: error.retry_after, reason: error.message ?? unsent };
  } catch {
    return { done: false, later: true, reason: unsent };
  }
}

async function insist(path, body) {
  for (let attempt = 0; ; attempt += 1) {
    const result = await post(path, body);
    if (result.done || !result.later || attempt >= 3 || result.wait > 60) return result;
    await pause(result.wait ?? 2 ** attempt);
  }
}

// Shows a message of the queue as `sending`, `sent` or `failed`.
function mark(key, state, reason) {
  const message = pendingOf(key);
  if (!message) return;
  message.classList.toggle("message--failed", state === "failed");
  for (const name of ["sending", "sent", "failed"]) message.querySelector(`.${name}`).hidden = name !== state;
  message.querySelector(".retry").hidden = state !== "failed" || !queue.some((entry) => entry.key === key);
  if (reason) message.querySelector(".reason").textContent = reason;
  if (atEnd) toEnd();
}

async function work() {
  if (working) return;
  working = true;
  for (let next; (next = queue[0]); ) {
    const { done, later, reason } = await insist("messages", { key: next.key, text: next.text, zone, files: next.files?.map(({ id }) => id) });
    if (!done && later) {
      // Those behind it wait too, so that none overtakes it.
      for (const { key } of queue) mark(key, "failed", reason);
      break;
    }
    settled(next.key);
    mark(next.key, done ? "sent" : "failed", reason);
  }
  working = false;
}

function workAgain() {
  if (working) return;
  for (const { key } of queue) mark(key, "sending");
  work();
}

function enqueue(key, text, files = []) {
  const message = find("pending").content.firstElementChild.cloneNode(true);
  message.dataset.key = key;
  message.querySelector(".written").textContent = text;
  for (const { name } of files) {
    const line = document.createElement("p");
    line.className = "file";
    line.append(document.createElement("bdi"));
    line.firstChild.textContent = name;
    message.querySelector(".bubble").append(line);
  }
  message.querySelector(".retry").addEventListener("click", () => { field.focus(); workAgain(); });
  log.append(message);
  queue.push({ key, text, files });
  keep();
  toEnd();
  seen();
  workAgain();
}

// ---- Writing, and changing the last message.

let editing = null;

function complain(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

function fits(text) {
  const long = new TextEncoder().encode(text).length > limit;
  complain(long ? find("too-long").content.textContent : "");
  return !long;
}

function setField(text) {
  field.value = text;
  field.dispatchEvent(new Event("input"));
}

function stopEditing() {
  editing = null;
  find("editing").hidden = true;
  setField(memory.read("draft") ?? "");
}

function startEditing(message) {
  const text = message.querySelector(".written").textContent;
  editing = message.dataset.key;
  find("editing").hidden = false;
  setField(text);
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

function offerEdit() {
  const mine = log.querySelectorAll(".message--mine:not(.message--pending) .edit");
  mine.forEach((button, index) => { button.hidden = index !== mine.length - 1; });
}

let gathering = false;

// Sends what is written, when its files are there. The words stay in the field until then.
async function sendAll() {
  if (gathering) return;
  gathering = true;
  const files = await takeAttached();
  gathering = false;
  const text = field.value;
  if (!files || !fits(text) || !(text.trim() || files.length > 0)) return;
  setField("");
  wrote = 0;
  memory.write("draft", "");
  enqueue(newKey(), text, files);
}

async function submit() {
  const text = field.value;
  if (!fits(text)) return;
  if (!editing) {
    if (text.trim() || attached.length > 0) await sendAll();
    return;
  }
  if (!text.trim()) return;
  const { done, reason } = await insist("edits", { message: editing, text });
  if (done) stopEditing();
  else complain(reason);
}

// Whoever of the team has the conversation open sees that something is being written. While the bot answers nobody looks.
const WRITES = 2500; // milliseconds between two words that somebody still writes
let wrote = 0;
function tellTyping() {
  const { voice } = document.querySelector(".chat").dataset;
  if (editing || voice === "bot" || !field.value.trim() || Date.now() - wrote < WRITES) return;
  wrote = Date.now();
  post("typing", {});
}

field.addEventListener("input", () => {
  tellTyping();
  if (!editing) memory.write("draft", field.value);
  if (!CSS.supports("field-sizing", "content")) field.rows = Math.min(8, field.value.split("\n").length);
  if (!problem.hidden) fits(field.value);
});
field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape" && editing) {
    event.preventDefault();
    stopEditing();
  } else if (event.key === "ArrowUp" && !field.value && !editing) {
    const last = log.querySelector(".edit:not([hidden])");
    if (last) { event.preventDefault(); startEditing(last.closest(".message")); }
  }
});
write.addEventListener("submit", (event) => { event.preventDefault(); submit(); field.focus(); });
find("cancel").addEventListener("click", () => { stopEditing(); field.focus(); });
log.addEventListener("click", (event) => {
  const edit = event.target.closest(".edit");
  if (edit) startEditing(edit.closest(".message"));
});

// ---- Buttons: those that say something for the customer, and those under our messages.

async function press(button, item) {
  button.setAttribute("aria-busy", "true");
  const { done, reason } = await insist("presses", { key: newKey(), item, action: button.value });
  button.removeAttribute("aria-busy");
  if (done) button.setAttribute("aria-pressed", "true");
  complain(done ? "" : reason);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form === write || !button) return;
  event.preventDefault();
  if (form.hasAttribute("data-say")) enqueue(newKey(), button.value);
  else if (!button.hasAttribute("aria-busy")) press(button, form.elements.namedItem("item").value);
});
