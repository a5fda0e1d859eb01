
// ---- files ----

// What cannot be shown keeps its name and its link. The event does not bubble.
log.addEventListener("error", (event) => {
  const picture = event.target.closest?.(".picture");
  if (picture) picture.hidden = true;
}, true);

// In a frame on another site a link carries nothing that says who asks: the file is fetched with the token, and saved.
if (embedded) {
  log.addEventListener("click", async (event) => {
    const link = event.target.closest(`a[href^="${mount}/files/"]`);
    if (!link) return;
    event.preventDefault();
    const response = await fetch(link.href, { headers: credentials() }).catch(() => null);
    if (!response?.ok) return;
    renew(response);
    const save = document.createElement("a");
    save.href = URL.createObjectURL(await response.blob());
    save.download = link.textContent.trim();
    save.click();
    setTimeout(() => URL.revokeObjectURL(save.href), 60_000);
  });
}
