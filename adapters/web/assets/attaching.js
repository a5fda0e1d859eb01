
// Attaching: files are chosen, dropped or pasted, and each goes to the server at once, before the message that names it.

const picker = find("files");
// What goes with the next message.
let attached = [];

const named = (sentence, file) => sentence.replace("%name%", file.name);

function announce(text) {
  find("chosen-news").textContent = text;
}

function showAttached() {
  const list = find("chosen");
  list.replaceChildren(...attached.map(({ chip }) => chip));
  list.hidden = attached.length === 0;
  if (atEnd) toEnd();
}

function detach(entry) {
  attached = attached.filter((other) => other !== entry);
  showAttached();
}

function markFile({ chip }, state) {
  for (const name of ["uploading", "failed"]) chip.querySelector(`.${name}`).hidden = name !== state;
  chip.classList.toggle("chip--failed", state === "failed");
}

// Brings a file to the server. Says whether the message may go: not without a file that was meant to be in it.
async function bring(entry) {
  entry.failed = false;
  markFile(entry, "uploading");
  const { done, later, answer, reason } = await insist("files", entry.file);
  if (!attached.includes(entry)) return true;
  entry.id = done ? answer.file : undefined;
  entry.failed = !done;
  markFile(entry, done ? "" : "failed");
  if (done) return true;
  // What is refused once is refused always; what did not get through is tried again with the message.
  if (!later) detach(entry);
  complain(reason);
  return false;
}

function attach(files) {
  complain("");
  for (const file of files) {
    if (attached.length >= Number(picker.dataset.most)) {
      complain(named(picker.dataset.tooMany, file));
      break;
    }
    if (file.size > Number(picker.dataset.max)) {
      complain(named(picker.dataset.tooLarge, file));
      continue;
    }
    const chip = find("chosen-one").content.firstElementChild.cloneNode(true);
    const entry = { file, chip };
    chip.querySelector(".chip__name").textContent = file.name;
    const remove = chip.querySelector(".chip__remove");
    remove.setAttribute("aria-label", named(remove.getAttribute("aria-label"), file));
    remove.addEventListener("click", () => {
      detach(entry);
      announce(named(picker.dataset.removed, file));
      field.focus();
    });
    attached.push(entry);
    entry.brought = bring(entry);
    announce(named(picker.dataset.added, file));
  }
  showAttached();
}

// The files for a message, when all of them are there; nothing if one is not.
async function takeAttached() {
  for (const entry of attached) {
    if (entry.failed) entry.brought = bring(entry);
  }
  const went = await Promise.all(attached.map((entry) => entry.brought));
  if (went.includes(false)) return null;
  const files = attached.map(({ id, file }) => ({ id, name: file.name }));
  attached = [];
  if (picker) showAttached();
  return files;
}

if (picker) {
  picker.addEventListener("change", () => {
    attach([...picker.files]);
    picker.value = "";
    field.focus();
  });
  field.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    attach([...event.clipboardData.files]);
  });
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      const leaves = kind === "drop" || (kind === "dragleave" && !event.relatedTarget);
      write.classList.toggle("is-target", !leaves);
      if (kind === "drop") attach([...event.dataTransfer.files]);
    });
  }
}
