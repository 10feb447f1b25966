// For `make dev` alone: loads the page anew once it would look different.

const PAUSE_MILLISECONDS = 1000;

async function seen() {
  const answer = await fetch(location.href, { cache: "no-store" });
  return answer.text();
}

async function look(first) {
  try {
    const now = await seen();
    if (first !== null && now !== first) location.reload();
    first = now;
  } catch {
    // The server starts anew; it is asked again.
  }
  setTimeout(look, PAUSE_MILLISECONDS, first);
}

look(null);
