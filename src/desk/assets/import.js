// Bringing a file: one that is too large is not sent, and what arrives is counted while it does. The page works without it.
(() => {
  "use strict";

  const AGAIN = 500; // milliseconds between two looks at how far it is

  const form = document.getElementById("import");
  const file = document.getElementById("file");
  if (form && file) {
    const wrong = document.getElementById("file-wrong");
    const check = () => {
      const isLarge = (file.files[0]?.size ?? 0) > Number(form.dataset.largest);
      wrong.textContent = isLarge ? form.dataset.large : "";
      file.setAttribute("aria-invalid", String(isLarge));
      return !isLarge;
    };
    // The browser's own button speaks the browser's language: ours speaks the page's.
    const [choose, name] = [document.getElementById("choose-file"), document.getElementById("file-name")];
    file.classList.add("visually-hidden");
    file.tabIndex = -1;
    choose.addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      name.textContent = file.files[0]?.name ?? name.dataset.none;
      check();
    });
    form.addEventListener("submit", (event) => {
      if (check()) return;
      event.preventDefault();
      choose.focus();
    });
  }

  // Whoever has pressed a button goes elsewhere: what was asked before is no reason to load this page again.
  let isLeaving = false;
  document.addEventListener("submit", () => { isLeaving = true; });

  const follow = async () => {
    const here = document.getElementById("progress");
    if (!here || "done" in here.dataset) return;
    const response = await fetch(`/desk/knowledge/import/progress?id=${here.dataset.id}`).catch(() => null);
    if (isLeaving) return;
    if (response && (!response.ok || response.redirected)) {
      // It did not come to its end: the page says why.
      location.reload();
      return;
    }
    if (response) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const there = page.getElementById("progress");
      if (there) {
        // The bar stays the same element, so that nothing is announced anew.
        const [bar, next] = [here.querySelector("progress"), there.querySelector("progress")];
        if (bar && next) {
          for (const name of ["aria-label", "max", "value"]) {
            if (next.hasAttribute(name)) bar.setAttribute(name, next.getAttribute(name));
            else bar.removeAttribute(name);
          }
          const parts = there.querySelectorAll("[data-part]");
          here.querySelectorAll("[data-part]").forEach((part, place) => {
            if (!part.isEqualNode(parts[place])) part.replaceWith(parts[place]);
          });
        } else {
          here.replaceWith(there);
        }
      }
    }
    setTimeout(follow, AGAIN);
  };
  for (const part of document.querySelectorAll(".needs-no-script")) part.hidden = true;
  setTimeout(follow, AGAIN);
})();
