// Shows who else has an article open where it is written, and that another version was saved. That its person has it open says present.js.
(() => {
  "use strict";

  const form = document.getElementById("editor");
  const others = document.getElementById("editing");
  if (!form || !others) return;
  const AGAIN = 5_000; // milliseconds after which it is looked whether the others are still there

  const value = (name) => form.elements.namedItem(name).value;
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
