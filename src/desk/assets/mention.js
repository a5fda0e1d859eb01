// Completes the names of colleagues in notes. Whom a note names is what is ticked below it, not what its words say; the
// words only help to tick.
(() => {
  "use strict";

  const field = document.getElementById("text");
  const boxes = document.getElementById("mentions");
  const list = document.getElementById("mention-list");
  if (!field || !boxes) return;
  boxes.classList.add("mentions--scripted");

  const all = [...boxes.querySelectorAll("input")];
  const isNote = () => document.querySelector('#composer [name="mode"]:checked').value === "note";
  const plain = (text) => text.toLocaleLowerCase().replaceAll("\u200c", " ").replaceAll("ي", "ی").replaceAll("ك", "ک");

  // What stands between the last @ and the cursor.
  const sought = () => {
    if (!isNote() || field.selectionStart !== field.selectionEnd) return null;
    const before = field.value.slice(0, field.selectionStart);
    const at = before.lastIndexOf("@");
    if (at < 0 || /\S/u.test(before.slice(at - 1, at)) || before.length - at > 40) return null;
    const name = before.slice(at + 1);
    return /[\n@]/u.test(name) ? null : { at, name: plain(name) };
  };
  const fits = (box, name) => {
    const whole = plain(box.dataset.name);
    return whole.startsWith(name) || whole.split(" ").some((word) => word.startsWith(name));
  };

  let chosen = 0;
  const options = () => [...list.children];
  const mark = (index) => {
    chosen = (index + list.children.length) % list.children.length;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
  };
  const take = (box) => {
    const { at } = sought();
    box.checked = true;
    box.dataset.named = "yes";
    field.setRangeText(`@${box.dataset.name} `, at, field.selectionStart, "end");
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const offer = () => {
    const asked = sought();
    const found = asked ? all.filter((box) => fits(box, asked.name)).slice(0, 8) : [];
    // A whole name with a space behind it is done.
    if (!found.length || found.some((box) => box.checked && asked.name === `${plain(box.dataset.name)} `)) {
      close();
      return;
    }
    list.replaceChildren(...found.map((box, index) => {
      const option = document.createElement("li");
      option.id = `mention-${index}`;
      option.role = "option";
      const name = document.createElement("bdi");
      name.textContent = box.dataset.name;
      option.append(name);
      // Before the field loses the focus.
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        take(box);
      });
      option.box = box;
      return option;
    }));
    list.hidden = false;
    mark(0);
  };

  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.addEventListener("input", () => {
    for (const box of all) {
      if (box.dataset.named && !field.value.includes(`@${box.dataset.name}`)) {
        box.checked = false;
        delete box.dataset.named;
      }
    }
    offer();
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.metaKey || event.isComposing) return;
    const deeds = {
      ArrowDown: () => mark(chosen + 1),
      ArrowUp: () => mark(chosen - 1),
      Enter: () => take(list.children[chosen].box),
      Tab: () => take(list.children[chosen].box),
      Escape: close,
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  });
  field.addEventListener("blur", close);
})();
