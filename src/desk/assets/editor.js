// The article editor: what the draft looks like and would answer, while it is written. The page works without it; the server
// renders both, here as there.
(() => {
  "use strict";

  const WAIT = 400; // milliseconds of rest after which the preview follows,
  const LONG = 1500; // and those after which the question is asked again, which is more work
  const form = document.getElementById("editor");
  if (!form) return;
  let saving = false;
  // What stands there may be saved nowhere yet: a gap, or what was sent back.
  let untouched = !("unsaved" in form.dataset);
  let looks = 0;
  const latest = {}; // the number of the last look for each part

  const look = async (parts) => {
    const number = ++looks;
    for (const part of parts) latest[part] = number;
    const fields = new FormData(form);
    fields.set("deed", "look");
    if (!parts.includes("tried")) fields.set("question", "");
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields) });
    if (!response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of parts) {
      const [here, there] = [document.getElementById(part), page.getElementById(part)];
      if (latest[part] === number && here && there && here.innerHTML !== there.innerHTML) here.innerHTML = there.innerHTML;
    }
  };
  const both = () => look(["previews", "tried"]).catch(() => {});

  // The question stands beside the form: it is asked at once, and is nothing that could be lost.
  const question = document.getElementById("question");
  let rest = [];
  form.addEventListener("input", () => {
    untouched = false;
    rest.forEach(clearTimeout);
    rest = [setTimeout(() => look(["previews"]).catch(() => {}), WAIT)];
    if (question.value.trim()) rest.push(setTimeout(both, LONG));
  });

  question.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    both();
  });

  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "look") {
      event.preventDefault();
      both();
      return;
    }
    saving = true;
  });
  addEventListener("pageshow", () => {
    saving = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!saving && !untouched) event.preventDefault();
  });
  for (const part of document.querySelectorAll(".needs-no-script")) part.hidden = true;
})();
