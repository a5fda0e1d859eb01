// Says that its person has an article open, and when they change it, and shows who else does, and that another version was saved. A page
// that is not seen says nothing.
(() => {
  "use strict";

  const form = document.getElementById("editor");
  const others = document.getElementById("editing");
  if (!form || !others) return;
  const STAYS = 20_000; // milliseconds between two words that somebody is still there
  const WRITES = 2_500; // and that they still write
  const AGAIN = 5_000; // after so many it is looked whether the others still do

  const value = (name) => form.elements.namedItem(name).value;
  const address = "/desk/knowledge/here";
  const body = (doing) => new URLSearchParams({ token: value("token"), id: value("id"), doing });
  const say = (doing) => fetch(address, { method: "POST", body: body(doing) }).catch(() => {});
  const isSeen = () => document.visibilityState === "visible";

  let wrote = 0;
  form.addEventListener("input", (event) => {
    // What is asked of the draft changes nothing of it.
    if (event.target.id === "question" || Date.now() - wrote < WRITES) return;
    wrote = Date.now();
    say("edits");
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

  let again = 0;
  let latest = 0; // the number of the last look
  const look = async () => {
    clearTimeout(again);
    const number = ++latest;
    const response = await fetch(`/desk/knowledge/present?${new URLSearchParams({ id: value("id"), base: value("base") })}`);
    if (!response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const there = page.getElementById("editing");
    if (number !== latest || !there) return;
    if (others.innerHTML !== there.innerHTML) others.innerHTML = there.innerHTML;
    if (others.children.length) again = setTimeout(() => look().catch(() => {}), AGAIN);
  };
  document.addEventListener("desk:editing", ({ detail }) => {
    if (!detail || detail === others.dataset.article) look().catch(() => {});
  });
})();
