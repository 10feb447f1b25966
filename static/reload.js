// For `make dev` alone: loads the page anew once it would look different.

const PAUSE_MILLISECONDS = 1000;
const LOADED_FOR = "reloaded"; // the text for which the page was loaded anew: once is enough
const own = document.documentElement.outerHTML; // as the first script finds it

async function wouldLookDifferent() {
  const answer = await fetch(location.href, { cache: "no-store" });
  const text = await answer.text();
  const now = new DOMParser().parseFromString(text, "text/html").documentElement.outerHTML;
  if (now === own || sessionStorage.getItem(LOADED_FOR) === text) return false;
  sessionStorage.setItem(LOADED_FOR, text);
  return true;
}

async function look() {
  try {
    if (await wouldLookDifferent()) {
      location.reload();
      return;
    }
  } catch {
    // The server starts anew; it is asked again.
  }
  setTimeout(look, PAUSE_MILLISECONDS);
}

look();
