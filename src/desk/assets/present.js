// Says that its person has a conversation open, and when they write in it, so that colleagues see it. A page that is not
// seen says nothing.
(() => {
  "use strict";

  const thread = document.getElementById("thread");
  const composer = document.getElementById("composer");
  if (!thread || !composer) return;
  const STAYS = 20_000; // milliseconds between two words that somebody is still there
  const WRITES = 2_500; // and that they still write

  const address = `/desk/conversations/${thread.dataset.conversation}/here`;
  const body = (doing) => new URLSearchParams({ token: composer.elements.token.value, doing });
  const say = (doing) => fetch(address, { method: "POST", body: body(doing) }).catch(() => {});
  const isSeen = () => document.visibilityState === "visible";

  let wrote = 0;
  composer.addEventListener("input", (event) => {
    if (event.target.id !== "text" || !event.target.value.trim() || Date.now() - wrote < WRITES) return;
    wrote = Date.now();
    say(new FormData(composer).get("mode") === "note" ? "notes" : "replies");
  });
  composer.addEventListener("submit", () => {
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
