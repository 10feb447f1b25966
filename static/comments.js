// Makes the captcha nicer where scripts run: Refresh swaps the picture in place, Listen plays at once.
// Without this file the same buttons work by loading a page.

const RETRY_MILLISECONDS = 2000;
const MOST_RETRIES = 5;

for (const captcha of document.querySelectorAll("[data-captcha]")) {
  const part = (name) => captcha.querySelector(`[data-captcha-${name}]`);
  const [picture, sound, status] = ["picture", "sound", "status"].map(part);
  const listen = captcha.querySelector("details");
  const form = captcha.closest("form");
  let retries = 0;

  // From here on the picture stays, also while nothing in the form has the focus: Safari gives
  // none to a button that is clicked.
  for (const entered of ["focusin", "click"]) {
    form.addEventListener(entered, () => form.classList.add("is-entered"), { once: true });
  }

  part("refresh").addEventListener("click", async (event) => {
    event.preventDefault();
    status.textContent = "";
    try {
      show(await replaced(event.currentTarget.formAction, form));
      status.textContent = status.dataset.new;
    } catch {
      status.textContent = status.dataset.failed;
    }
  });

  listen.addEventListener("toggle", () => {
    retries = 0;
    if (listen.open) play();
    else sound.pause();
  });

  sound.addEventListener("error", () => {
    if (retries < MOST_RETRIES) {
      retries += 1;
      status.textContent = status.dataset.busy;
      setTimeout(play, RETRY_MILLISECONDS);
    } else {
      status.textContent = status.dataset.silent;
    }
  });

  sound.addEventListener("playing", () => {
    status.textContent = "";
  });

  function play() {
    if (!listen.open) return;
    if (sound.error) sound.load();
    sound.play().catch(() => {}); // an error event says why
  }

  function show(challenge) {
    form.elements.challenge.value = challenge.challenge;
    form.elements.answer.value = "";
    picture.src = challenge.picture;
    sound.src = challenge.sound;
    retries = 0;
  }
}

async function replaced(address, form) {
  const body = new URLSearchParams({ challenge: form.elements.challenge.value });
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}
