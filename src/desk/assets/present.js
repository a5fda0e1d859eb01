// Says that its person has a conversation or an article open, and when they write there, so that colleagues see it. A page that is not
// seen says nothing.
(() => {
  "use strict";

  const thread = document.getElementById("thread");
  const composer = document.getElementById("composer");
  const editor = document.getElementById("editor");
  const form = thread && composer ? composer : editor;
  if (!form) return;
  const STAYS = 20_000; // milliseconds between two words that somebody is still there
  const WRITES = 2_500; // and that they still write

  const value = (name) => form.elements.namedItem(name).value;
  const replying = {
    address: thread && `/desk/conversations/${thread.dataset.conversation}/here`,
    body: (doing) => new URLSearchParams({ token: value("token"), doing }),
    isWriting: (field) => field.id === "text" && field.value.trim(),
    writes: () => (new FormData(form).get("mode") === "note" ? "notes" : "replies"),
  };
  const editing = {
    address: "/desk/knowledge/here",
    body: (doing) => new URLSearchParams({ token: value("token"), id: value("id"), doing }),
    // What is asked of the draft changes nothing of it.
    isWriting: (field) => field.id !== "question",
    writes: () => "edits",
  };
  const { address, body, isWriting, writes } = form === composer ? replying : editing;
  // A new article is nobody else's yet.
  if (form === editor && !document.getElementById("editing")) return;
  const say = (doing) => fetch(address, { method: "POST", body: body(doing) }).catch(() => {});
  const isSeen = () => document.visibilityState === "visible";

  let wrote = 0;
  form.addEventListener("input", (event) => {
    if (!isWriting(event.target) || Date.now() - wrote < WRITES) return;
    wrote = Date.now();
    say(writes());
  });
  composer?.addEventListener("submit", () => {
    wrote = 0;
    say("looks");
  });
  document.addEventListener("visibilitychange", () => {
    if (isSeen()) say("looks");
    else navigator.sendBeacon(address, body("leaves"));
  });
  addEventListener("pagehide", () => navigator.sendBeacon(address, body("leaves")));
  setInterval(() => {
    if (isSeen() && Date.now() - wrote > WRITES) say("looks");
  }, STAYS);
  if (isSeen()) say("looks");
})();
