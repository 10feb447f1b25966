// Remembers that this browser has sent a comment, so that articles look for those that wait.

try {
  localStorage.setItem("gloss.commented", "yes");
  document.querySelector("[data-forget]")?.addEventListener("click", () => {
    localStorage.removeItem("gloss.commented");
  });
} catch {
  // storage is blocked: then articles show no waiting comments
}
