
// ---- files ----

// What cannot be shown keeps its name and its link. The event does not bubble.
log.addEventListener("error", (event) => {
  const picture = event.target.closest?.(".picture");
  if (picture) picture.hidden = true;
}, true);

// In a frame on another site neither a link nor a picture carries what says who asks: what is behind it is fetched with the
// token. Pictures are, when they come into view.
async function fetched(address) {
  const response = await fetch(address, { headers: credentials() }).catch(() => null);
  if (!response?.ok) return null;
  renew(response);
  return URL.createObjectURL(await response.blob());
}

const viewed = embedded && new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    viewed.unobserve(target);
    showPicture(target);
  }
}, { root: scroller, rootMargin: "50%" });

async function showPicture(picture) {
  const address = await fetched(picture.dataset.address).catch(() => null);
  if (!address) {
    picture.closest(".picture").hidden = true;
    return;
  }
  // Once it is drawn, or cannot be, its bytes are not needed any more.
  for (const done of ["load", "error"]) picture.addEventListener(done, () => URL.revokeObjectURL(address), { once: true });
  picture.src = address;
}

// Before a message is shown: its pictures must not ask for themselves.
function holdPictures(message) {
  if (!embedded) return;
  for (const picture of message.querySelectorAll(".picture img")) {
    picture.dataset.address = picture.getAttribute("src");
    picture.removeAttribute("src");
    viewed.observe(picture);
  }
}

if (embedded) {
  log.addEventListener("click", async (event) => {
    const link = event.target.closest(`a[href^="${mount}/files/"]`);
    if (!link) return;
    event.preventDefault();
    const address = await fetched(link.href).catch(() => null);
    if (!address) return;
    const save = document.createElement("a");
    save.href = address;
    save.download = link.querySelector("img")?.alt ?? link.textContent.trim();
    save.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
}

