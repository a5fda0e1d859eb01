// Keeps the desk's pages up to date. Every page works without it; what it adds is live change, keys and drafts.
// The server's HTML is the only source: parts marked data-live are fetched anew and put in place of the old ones.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const thread = byId("thread");
  const conversation = thread?.dataset.conversation;
  const draftKey = `draft:${conversation}`;
  const NEAR = 40; // pixels from the end of the log that still count as the end

  // What a counted text says: the server writes it out for 1 to 10.
  const counted = (element, count) => {
    const words = element.dataset.words.split("|");
    return words[Math.min(count, words.length) - 1];
  };

  const toast = (text) => {
    const note = document.createElement("p");
    note.className = "toast";
    note.textContent = text;
    byId("toasts").replaceChildren(note);
    setTimeout(() => note.remove(), 8000);
  };

  // ---- putting new parts in place of old ones ----

  const written = new WeakMap();
  const html = (node) => written.get(node) ?? node.outerHTML;

  // What stands in for an element after its part was written anew: that of its id, or what does the same in the same place.
  const within = (root, id) => (root.id === id ? root : root.querySelector(`#${CSS.escape(id)}`));
  const MARKS = ["formaction", "href", "name", "value"];
  const twin = (element) => {
    if (element.id) return (root) => within(root, element.id);
    const marks = MARKS.filter((mark) => element.hasAttribute(mark));
    const kind = element.localName + marks.map((mark) => `[${mark}="${CSS.escape(element.getAttribute(mark))}"]`).join("");
    const home = element.closest("[id]");
    const place = [...home.querySelectorAll(kind)].indexOf(element);
    return (root) => within(root, home.id)?.querySelectorAll(kind)[place] ?? null;
  };

  // Where somebody is in a part that is about to be written anew, to bring them back there: the same control, and in a
  // field the same letter. Where it is gone, they come to what is nearest.
  const keepFocus = (part) => {
    const held = document.activeElement;
    if (!part?.contains(held)) return () => {};
    const find = twin(held);
    const [from, to] = [held.selectionStart, held.selectionEnd];
    return (fresh) => {
      const near = [...fresh.querySelectorAll("a, button, summary")];
      const there = [find(fresh), ...near].find((one) => one?.checkVisibility());
      (there ?? byId("scroll") ?? byId("main")).focus({ preventScroll: true });
      if (from != null && there?.localName === held.localName) there.setSelectionRange(from, to);
    };
  };
  // What is unfolded there stays so.
  const keepOpen = (part) => {
    const states = [...(part?.querySelectorAll("details[id]") ?? [])].map(({ id, open }) => [id, open]);
    return (fresh) => {
      for (const [id, open] of states) {
        const details = within(fresh, id);
        if (details) details.open = open;
      }
    };
  };

  const replace = (here, there) => {
    if (here.innerHTML === there.innerHTML) return;
    const [focus, unfold] = [keepFocus(here), keepOpen(here)];
    // What somebody is choosing or writing there stays as they left it.
    const fields = [...here.querySelectorAll("input[id], select[id], textarea[id]")].filter((one) => one.dataset.dirty);
    const fresh = there.innerHTML;
    if (written.get(here) === fresh) return;
    written.set(here, fresh);
    here.innerHTML = fresh;
    unfold(here);
    for (const { id, value } of fields) {
      const field = byId(id);
      if (!field) continue;
      field.value = value;
      field.dataset.dirty = "yes";
    }
    focus(here);
  };

  // Children by their id: what is the same stays the same element.
  const merge = (here, there) => {
    const old = new Map([...here.children].map((child) => [child.id, child]));
    const added = [];
    let next = here.firstElementChild;
    for (const fresh of [...there.children]) {
      const known = old.get(fresh.id);
      old.delete(fresh.id);
      let child = known;
      // What somebody is changing there stays until they are done.
      const isHeld = known?.querySelector("details.own[open]");
      if (!isHeld && (!known || html(known) !== html(fresh))) {
        const [focus, unfold] = [keepFocus(known), keepOpen(known)];
        child = document.importNode(fresh, true);
        written.set(child, fresh.outerHTML);
        if (known) {
          if (next === known) next = child;
          known.replaceWith(child);
        } else {
          added.push(child);
        }
        unfold(child);
        focus(child);
      }
      if (child === next) next = next.nextElementSibling;
      else here.insertBefore(child, next);
    }
    for (const gone of old.values()) {
      const held = gone.contains(document.activeElement);
      const heir = (gone.nextElementSibling ?? gone.previousElementSibling)?.querySelector("a");
      gone.remove();
      if (held) heir?.focus({ preventScroll: true });
    }
    return added;
  };

  // Rows never move under the pointer or the focus: what came meanwhile waits.
  let waiting = null;
  const isTouched = () => byId("list").matches(":hover") || byId("list").contains(document.activeElement);
  const rows = (here, there, own) => {
    const order = (root) => [...root.children].map((row) => row.id).join();
    if (own || !isTouched() || order(here) === order(there)) {
      waiting = null;
      byId("news").hidden = true;
      merge(here, there);
      return;
    }
    waiting = there;
    let fresh = 0;
    for (const row of there.children) {
      const known = byId(row.id);
      if (!known) fresh += 1;
      else if (html(known) !== html(row)) {
        const held = known.contains(document.activeElement);
        known.innerHTML = row.innerHTML;
        written.set(known, row.outerHTML);
        if (held) known.querySelector("a").focus({ preventScroll: true });
      }
    }
    const news = byId("news");
    news.hidden = fresh === 0;
    if (fresh) news.textContent = counted(news, fresh);
  };
  const settle = () => {
    if (waiting) rows(byId("rows"), waiting, true);
  };

  // A message joins at the end. Whoever reads further up stays there, and is told.
  let unseen = 0;
  const atEnd = () => byId("scroll").scrollTop > -NEAR;
  const toEnd = () => {
    byId("scroll").scrollTop = 0;
    unseen = 0;
    byId("newer").hidden = true;
  };
  const log = (here, there, own) => {
    const scroll = byId("scroll");
    const stay = !own && !atEnd();
    const edge = scroll.getBoundingClientRect().top;
    const anchor = stay && [...here.children].find((child) => child.getBoundingClientRect().bottom > edge);
    const before = anchor && anchor.getBoundingClientRect().top;
    const added = merge(here, there);
    if (!stay) {
      toEnd();
      return;
    }
    if (anchor?.isConnected) scroll.scrollTop += anchor.getBoundingClientRect().top - before;
    unseen += added.filter((child) => child.matches(".message")).length;
    const newer = byId("newer");
    newer.hidden = unseen === 0;
    if (unseen) newer.textContent = counted(newer, unseen);
  };

  // While something is being written, its form keeps the version that its writer saw when they began: if somebody else
  // acts meanwhile, sending shows what they did before anything goes out.
  const stamp = (here, there, own) => {
    if (own || !(byId("text").value.trim() || hasFiles())) here.innerHTML = there.innerHTML;
  };

  const hasFiles = () => Boolean(byId("files")?.files.length || document.querySelector("#kept li"));

  // What somebody should look at now is said once, when it comes.
  const alarms = (here, there) => {
    const fresh = [...there.children].filter((alarm) => !byId(alarm.id));
    here.replaceChildren(...there.children);
    if (!fresh.length) return;
    const note = document.createElement("p");
    note.className = "toast";
    for (const alarm of fresh) {
      const link = alarm.querySelector("a").cloneNode(true);
      link.className = "link";
      link.removeAttribute("tabindex");
      note.append(link);
    }
    const toasts = byId("toasts");
    const held = (element) => element.matches(":hover") || element.contains(document.activeElement);
    // Nothing is taken from under a pointer or from whoever is at it by keyboard.
    if (held(toasts)) toasts.append(note);
    else toasts.replaceChildren(note);
    const leave = () => (held(note) ? setTimeout(leave, 5_000) : note.remove());
    setTimeout(leave, 20_000);
  };

  // What the browser may tell of: see notify.js.
  const notices = (here, there) => {
    here.replaceChildren(...there.children);
    here.dataset.badge = there.dataset.badge;
    // Whoever may do more or less than before needs other pages. What they write is kept.
    if (here.dataset.role !== there.dataset.role) location.reload();
    document.dispatchEvent(new CustomEvent("desk:notices", { detail: { leads } }));
  };

  const kinds = { replace, rows, log, stamp, alarms, notices };
  const swap = (page, own = false) => {
    for (const there of page.querySelectorAll("[data-live][id]")) {
      const here = byId(there.id);
      if (here) kinds[there.dataset.live]?.(here, there, own);
    }
  };

  // ---- fetching ----

  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const signedOut = (response) => response.redirected && new URL(response.url).pathname === "/desk/sign-in";

  const get = async (url) => {
    const response = await fetch(url);
    if (signedOut(response) || response.status === 403) {
      // Where something is being written that a page like this does not keep, it is left alone.
      if (byId("list")) location.reload();
      throw new Error("signed out");
    }
    if (!response.ok) throw new Error(`status ${response.status}`);
    return parse(await response.text());
  };

  // What is being pressed stays as it is until it is let go: a button that is written anew in between is not pressed.
  const LONGEST = 10_000; // milliseconds that a press holds changes back, if nobody hears of its end
  let letGo = Promise.resolve();
  addEventListener("pointerdown", () => {
    letGo = new Promise((done) => {
      setTimeout(done, LONGEST);
      for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(done), { once: true });
    });
  }, true);

  // One fetch at a time; what changes meanwhile is one more. With `rest` it begins so many times later as the one before took, so
  // that many pages at once leave a server that is slow the time for what is more urgent.
  const LONGEST_REST = 2_000; // milliseconds
  const resting = (time) => new Promise((done) => setTimeout(done, Math.min(time, LONGEST_REST)));
  const lane = (work, rest = 0) => {
    let busy = false;
    let again = false;
    return async () => {
      again = true;
      if (busy) return;
      busy = true;
      while (again) {
        again = false;
        const begun = performance.now();
        await work().catch(() => {});
        if (rest) await resting(rest * (performance.now() - begun));
      }
      busy = false;
    };
  };
  const refreshList = lane(async () => {
    const page = await get(byId("list")?.dataset.fragment ?? "/desk/pulse");
    await letGo;
    swap(page);
  }, 9);
  const refreshThread = lane(async () => {
    if (!thread || "past" in thread.dataset) return;
    const page = await get(thread.dataset.fragment);
    await letGo;
    swap(page);
    suggest();
  });

  // Who of the team is at the conversation: while somebody is, also whether they still are.
  let again = 0;
  const refreshPresent = lane(async () => {
    clearTimeout(again);
    if (!byId("present")) return;
    swap(await get(`/desk/conversations/${conversation}/present`));
    if (byId("present").children.length) again = setTimeout(refreshPresent, 5_000);
  });

  // What may answer the customer's last words is looked for once for each of them.
  let answered = null;
  const suggest = lane(async () => {
    const last = [...document.querySelectorAll("#log .message:not(.message--out, .message--note)")].at(-1);
    if (!byId("suggestion") || !last || last.id === answered) return;
    answered = last.id;
    swap(await get(`/desk/conversations/${conversation}/suggestion`));
  });

  // ---- the stream ----

  // One stream for all pages of a browser: one of them listens, and tells the others what it hears. Where the browser
  // cannot say which, each listens for itself.
  const pages = navigator.locks && "BroadcastChannel" in window ? new BroadcastChannel("hamyar-desk") : null;
  let leads = false;
  let lost = false;
  // Who has which article open is shown by editing.js.
  const editing = (article) => document.dispatchEvent(new CustomEvent("desk:editing", { detail: article }));
  const everything = () => {
    editing("");
    refreshList();
    refreshThread();
    refreshPresent();
  };
  const heard = {
    open: () => {
      if (lost) toast(byId("toasts").dataset.back);
      lost = false;
      byId("lost").hidden = true;
      everything();
    },
    changed: (id) => {
      refreshList();
      if (id === conversation) refreshThread();
    },
    present: (id) => {
      if (id === conversation) refreshPresent();
    },
    editing,
    stale: everything,
    lost: () => {
      lost = true;
      byId("lost").hidden = false;
    },
  };
  const tell = (kind, data) => {
    heard[kind](data);
    pages?.postMessage([kind, data]);
  };
  pages?.addEventListener("message", ({ data: [kind, data] }) => heard[kind]?.(data));

  let alarm = 0;
  const listen = () => {
    leads = true;
    const stream = new EventSource("/desk/live");
    stream.addEventListener("open", () => {
      clearTimeout(alarm);
      alarm = 0;
      tell("open");
    });
    for (const kind of ["changed", "present", "editing", "stale"]) {
      stream.addEventListener(kind, (event) => tell(kind, event.data));
    }
    stream.addEventListener("error", () => {
      alarm ||= setTimeout(() => tell("lost"), 3000);
      if (stream.readyState !== EventSource.CLOSED) return;
      // Refused: either the session is over, which the next fetch finds out, or the server is not up yet.
      // All pages find it out.
      setTimeout(() => {
        tell("stale");
        listen();
      }, 3000);
    });
    addEventListener("pagehide", () => stream.close(), { once: true });
  };
  const join = () => {
    if (!pages) {
      listen();
      return;
    }
    // Who listens does so until its page is gone; the next one then takes it up.
    const lead = () => {
      listen();
      return new Promise(() => {});
    };
    navigator.locks.request("hamyar-desk", { ifAvailable: true }, (lock) => {
      if (lock) return lead();
      navigator.locks.request("hamyar-desk", lead);
      // What changed since the server wrote this page was told before it could hear.
      everything();
      return null;
    });
  };

  // ---- doing ----

  const showDraft = (text) => {
    byId("saved").hidden = !text;
  };
  // What was sent goes; what was written meanwhile stays.
  const forget = (sent) => {
    const text = byId("text");
    const rest = text.value.startsWith(sent) ? text.value.slice(sent.length).trimStart() : text.value;
    if (!rest) {
      for (const box of document.querySelectorAll("#mentions input")) box.checked = false;
    }
    const at = Math.max(0, text.selectionEnd - (text.value.length - rest.length));
    text.value = rest;
    text.setSelectionRange(at, at);
    setFiles([]);
    byId("composer").dispatchEvent(new Event("input"));
  };

  // ---- files ----

  let chosen = [];
  const setFiles = (files) => {
    const field = byId("files");
    if (!field) return;
    const list = new DataTransfer();
    for (const file of files) list.items.add(file);
    field.files = list.files;
    chosen = [...files];
    showFiles();
  };
  const showFiles = () => {
    const field = byId("files");
    const items = chosen.map((file) => {
      const item = document.createElement("li");
      const chip = document.createElement("span");
      chip.className = "chip chip--line";
      const name = document.createElement("bdi");
      name.className = "clip";
      name.textContent = file.name;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.setAttribute("aria-label", `${field.dataset.remove} ${file.name}`);
      remove.innerHTML = '<svg class="icon icon--sm" aria-hidden="true"><use href="#i-close"/></svg>';
      remove.addEventListener("click", () => {
        setFiles(chosen.filter((other) => other !== file));
        byId("choose").focus();
      });
      chip.append(name, remove);
      item.append(chip);
      return item;
    });
    byId("chosen").replaceChildren(...items);
  };
  // What is added joins what was chosen before. What the server would refuse is not even taken along.
  const addFiles = (files) => {
    const field = byId("files");
    const { max, most, tooLarge, tooMany } = field.dataset;
    const small = [...files].filter((file) => file.size <= Number(max));
    if (small.length < files.length) toast(tooLarge);
    const room = Number(most) - document.querySelectorAll("#kept li").length;
    const all = [...chosen, ...small];
    if (all.length > room) toast(tooMany);
    chosen = all.slice(0, Math.max(0, room));
    setFiles(chosen);
  };

  // What is on its way from a form, and whether more is to follow from the composer.
  const underWay = new Map();
  let follows = false;
  // Forms go out one after the other. What is sent behind a deed of one's own that was done goes by the version which that led to:
  // whoever takes a conversation and sends at once, before the page has heard, is not overtaken by themselves.
  let ahead = Promise.resolve();
  const ledTo = new Map();
  const stampOf = (from) => ["version", "seen"].map((name) => [name, from.querySelector(`#thread [name="${name}"]`)?.value]);
  const follow = (fields) => {
    for (let stamp; (stamp = ledTo.get(fields.get("version"))); ) for (const [name, value] of stamp) fields.set(name, value);
  };
  const send = async (form, button) => {
    const sent = byId("text")?.value ?? "";
    if (underWay.has(form)) {
      // The same pressed twice is sent once; what was written meanwhile follows.
      follows = form.id === "composer" && sent !== underWay.get(form);
      return;
    }
    underWay.set(form, sent);
    follows = false;
    const fields = new FormData(form, button);
    const before = ahead;
    let arrived;
    ahead = new Promise((resolve) => { arrived = resolve; });
    try {
      await before;
      follow(fields);
      const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
      const target = button?.hasAttribute("formaction") ? button.formAction : form.action;
      const response = await fetch(target, { method: "POST", body });
      if (signedOut(response)) {
        location.reload();
        return;
      }
      const page = parse(await response.text());
      if (!page.getElementById("thread")) {
        toast(page.querySelector("h1")?.textContent ?? byId("toasts").dataset.unsent);
        return;
      }
      const written = form.id === "composer";
      // What was chosen is done: the menu closes, and is written anew as it stands.
      if (!written) {
        for (const field of form.querySelectorAll("[data-dirty]")) delete field.dataset.dirty;
        const menu = form.closest("details.menu, details.own");
        if (menu) menu.open = false;
      }
      const [from, stamp] = [fields.get("version"), stampOf(page)];
      if (response.ok && from && Number(stamp[0][1]) > Number(from)) ledTo.set(from, stamp);
      if (response.ok && written) forget(sent);
      if (response.ok && "past" in thread.dataset) {
        location.assign(response.url);
        return;
      }
      // What came whole is kept there now, and need not be sent again.
      if (written) setFiles([]);
      const parts = written ? ["#notice", "#kept", "#replying", ".composer__foot .send"] : ["#notice", ".composer__foot .send"];
      for (const part of parts) {
        const [here, there] = [document.querySelector(part), page.querySelector(part)];
        if (here && there && part.endsWith("send")) here.replaceWith(document.importNode(there, true));
        else if (here && there) here.innerHTML = there.innerHTML;
      }
      swap(page, true);
      if (byId("text")) showDraft(byId("text").value);
      if (written) byId("text").focus();
    } catch {
      toast(byId("toasts").dataset.unsent);
    } finally {
      underWay.delete(form);
      arrived();
    }
    // Not what the server asked about first, such as somebody else's case.
    if (follows && form.id === "composer" && byId("notice").childElementCount === 0) form.requestSubmit(form.querySelector(".send"));
  };

  // ---- keys ----

  const keysOn = () => localStorage.getItem("keys") !== "off";
  const step = (by) => {
    const all = [...document.querySelectorAll("#rows a.row")];
    const at = all.findIndex((row) => row === document.activeElement);
    const from = at >= 0 ? at : all.findIndex((row) => row.ariaCurrent);
    all[Math.max(0, Math.min(all.length - 1, from + by))]?.focus();
  };
  const writeAs = (mode) => {
    const choice = document.querySelector(`#composer [name="mode"][value="${mode}"]`);
    if (!choice) return;
    choice.checked = true;
    byId("text").placeholder = byId("text").dataset[mode];
    byId("text").focus();
  };
  const act = (key) => document.querySelector(`[data-key="${key}"]`)?.click();
  // Opens a menu, or closes it, and goes to its first control.
  const unfold = (id) => {
    const menu = byId(id);
    if (!menu) return;
    menu.open = !menu.open;
    (menu.open ? menu.querySelector("select, button, input:not([type=hidden])") : menu.querySelector("summary")).focus();
  };
  const letters = {
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    KeyR: () => writeAs("reply"),
    KeyN: () => writeAs("note"),
    KeyT: () => act("T"),
    KeyE: () => act("E"),
    KeyB: () => act("B"),
    KeyA: () => unfold("triage"),
    KeyS: () => unfold("snoozing"),
    Slash: () => byId("q")?.focus(),
  };
  const suggested = (what) => document.querySelector(`#suggestion [data-chosen] ${what}`);
  document.addEventListener("keydown", (event) => {
    const inField = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
    const menu = event.key === "Escape" && event.target.closest("details.menu[open], details.own[open]");
    if (event.altKey && event.code === "KeyI" && suggested("[name=insert]")) {
      event.preventDefault();
      suggested("[name=insert]").click();
    } else if (event.altKey && ["KeyJ", "KeyK"].includes(event.code) && suggested(".suggested__turn")) {
      event.preventDefault();
      turn(event.code === "KeyJ" ? 1 : -1);
    } else if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.key === "Escape" && inField) {
      inField.blur();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && inField?.form?.id === "composer") {
      event.preventDefault();
      inField.form.requestSubmit(inField.form.querySelector(".send"));
    } else if (!inField && keysOn() && !event.repeat && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // Where the slash is another key, or one with Shift, it is meant all the same; a question mark is not.
      const deed = event.key === "/" ? letters.Slash : event.key !== "?" && letters[event.code];
      if (!deed) return;
      event.preventDefault();
      deed();
    }
  });

  document.addEventListener("input", (event) => {
    event.target.dataset.dirty = "yes";
  });
  // What unfolds is brought into view. The event does not bubble.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.own[open]")) event.target.scrollIntoView({ block: "nearest" });
  }, true);
  // One menu at a time, and none when something else is pressed.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // What is no picture after all, or cannot be had, keeps its name and its link. The event does not bubble.
  document.addEventListener("error", (event) => {
    if (event.target.matches?.(".picture img")) event.target.closest(".picture").hidden = true;
  }, true);

  // ---- what can be put into a reply ----

  // Another of the suggested articles takes the place of the one that is seen.
  const turn = (by) => {
    const all = [...document.querySelectorAll("#suggestion .hint")];
    const at = all.findIndex((one) => "chosen" in one.dataset);
    const [old, next] = [all[at], all[(at + by + all.length) % all.length]];
    const held = old.contains(document.activeElement);
    delete old.dataset.chosen;
    next.dataset.chosen = "";
    if (held) next.querySelector(".suggested__turn").focus();
    byId("suggested-said").textContent = next.querySelector("bdi").textContent;
  };

  // A canned reply is found by a part of its name or its words, and chosen by the arrows and Enter.
  const chooseCanned = () => {
    const [menu, search] = [byId("canned"), byId("canned-search")];
    if (!menu) return;
    const plain = (words) => words.toLocaleLowerCase().replaceAll("\u200c", " ").replaceAll("ي", "ی").replaceAll("ك", "ک");
    const buttons = [...byId("canned-list").querySelectorAll("button")];
    const shown = () => buttons.filter((button) => !button.parentElement.hidden);
    const narrow = () => {
      const sought = plain(search.value.trim());
      for (const button of buttons) button.parentElement.hidden = !plain(button.textContent).includes(sought);
      byId("canned-none").hidden = shown().length > 0;
    };
    menu.addEventListener("toggle", () => {
      if (!menu.open) return;
      search.value = "";
      narrow();
      search.focus();
    });
    menu.addEventListener("input", (event) => {
      event.stopPropagation();
      narrow();
    });
    menu.addEventListener("keydown", (event) => {
      const all = shown();
      const at = all.indexOf(document.activeElement);
      if (event.key === "Enter" && event.target === search) {
        event.preventDefault();
        all[0]?.click();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        (all[at + (event.key === "ArrowDown" ? 1 : -1)] ?? search).focus();
      } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
        // Whoever goes on writing goes on searching.
        event.stopPropagation();
        search.focus();
      }
    });
  };

  // ---- beginning ----

  for (const part of document.querySelectorAll("[data-live=rows], [data-live=log]")) {
    for (const child of part.children) written.set(child, child.outerHTML);
  }
  // Puts the canned reply, or the suggested article, where the cursor is.
  const insert = (from) => {
    const field = byId("text");
    const menu = from.closest("details.menu");
    if (menu) menu.open = false;
    field.focus();
    field.setRangeText(from.dataset.text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  thread?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (["insert", "canned"].includes(event.submitter?.name)) {
      insert(event.submitter);
      return;
    }
    send(event.target, event.submitter);
  });
  chooseCanned();
  const text = byId("text");
  if (text) {
    byId("composer").classList.add("composer--live");
    byId("suggestion").addEventListener("click", (event) => {
      if (event.target.closest(".suggested__turn")) turn(1);
    });
    const kept = JSON.parse(sessionStorage.getItem(draftKey) ?? "null");
    if (kept && !text.value) {
      text.value = kept.text;
      const mode = document.querySelector(`#composer [name="mode"][value="${kept.mode === "note" ? "note" : "reply"}"]`);
      mode.checked = true;
      showDraft(kept.text);
      for (const box of document.querySelectorAll("#mentions input")) box.checked = kept.mentions?.includes(box.value);
    }
    const modeOf = () => new FormData(byId("composer")).get("mode");
    text.placeholder = text.dataset[modeOf()];
    byId("composer").addEventListener("input", () => {
      const mode = modeOf();
      text.placeholder = text.dataset[mode];
      if (text.value.trim()) {
        const mentions = new FormData(byId("composer")).getAll("mention");
        sessionStorage.setItem(draftKey, JSON.stringify({ text: text.value, mode, mentions }));
      } else {
        sessionStorage.removeItem(draftKey);
        refreshThread();
      }
      showDraft(text.value.trim());
    });
  }
  const files = byId("files");
  if (files) {
    const composer = byId("composer");
    composer.classList.add("composer--scripted");
    byId("choose").addEventListener("click", () => files.click());
    files.addEventListener("change", () => addFiles(files.files));
    text.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      addFiles(event.clipboardData.files);
    });
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      composer.addEventListener(kind, (event) => {
        if (!carries(event)) return;
        event.preventDefault();
        composer.classList.toggle("composer--over", kind === "dragenter" || kind === "dragover");
        if (kind === "drop") addFiles(event.dataTransfer.files);
      });
    }
  }
  byId("scroll")?.addEventListener("scroll", () => {
    if (unseen && atEnd()) toEnd();
  });
  byId("newer")?.addEventListener("click", toEnd);
  byId("news")?.addEventListener("click", () => {
    settle();
    document.querySelector("#rows a.row")?.focus();
  });
  byId("list")?.addEventListener("pointerleave", () => isTouched() || settle());
  byId("list")?.addEventListener("focusout", () => {
    // A row that is written anew loses its focus for a moment.
    setTimeout(() => isTouched() || settle());
  });
  for (const part of document.querySelectorAll(".needs-script")) part.hidden = false;
  const keys = byId("keys");
  if (keys) {
    keys.checked = keysOn();
    keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "on" : "off"));
  }
  join();
  setInterval(refreshList, 60_000); // how long people wait
})();
