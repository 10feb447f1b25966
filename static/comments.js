// Makes the captcha nicer where scripts run: Refresh swaps the picture in place, Listen plays at once.
// Without this file the same buttons work by loading a page. Keeps drafts, too: see below.

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

// Preview shows in place what the text will look like; without scripts it loads a page that does.
for (const button of document.querySelectorAll("[data-preview]")) {
  const shown = button.form.querySelector("[data-preview-shown]");
  const text = shown.querySelector("[data-preview-text]");

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const preview = await previewed(button);
    text.replaceChildren(preview);
    shown.hidden = false;
  });
}

async function previewed(button) {
  const body = new URLSearchParams({ text: button.form.elements.text.value });
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(button.formAction, { method: "POST", body, headers });
    const { html, trouble } = await answer.json();
    return trouble ?? document.createRange().createContextualFragment(html);
  } catch {
    return button.dataset.failed;
  }
}

async function replaced(address, form) {
  const body = new URLSearchParams({ challenge: form.elements.challenge.value });
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

// ---- Drafts ----
// Keeps what is being written in this browser: name and text of each form, until it is sent.
// Where nothing may be stored, everything else works all the same.

const PREFIX = "gloss.draft:";
const KEPT_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;
const FIELDS = ["author_name", "text"];

const stored = {
  read(key) {
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      return typeof draft?.text === "string" ? draft : null;
    } catch {
      return null;
    }
  },
  write(key, draft) {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
    } catch {} // full, or not allowed
  },
  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {}
  },
  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch {
      return [];
    }
  },
};

for (const key of stored.keys()) {
  const draft = stored.read(key);
  const isOver = !draft || !(Date.now() - draft.savedAt < KEPT_MILLISECONDS);
  const isThankedFor = draft?.isSent && document.querySelector("[data-thanks]");
  if (isOver || isThankedFor) stored.remove(key);
}

for (const note of document.querySelectorAll("template[data-draft]")) keep(note.closest("form"), note);

function keep(form, note) {
  const field = (name) => form.elements.namedItem(name);
  const key = PREFIX + new URL(form.action).pathname + "#" + (field("parent")?.value ?? "");
  const draft = stored.read(key);
  if (draft && !field("text").value.trim()) restore(draft);
  else if (field("text").value.trim()) save();

  form.addEventListener("input", (event) => {
    if (FIELDS.includes(event.target.name)) save();
  });
  form.addEventListener("submit", ({ submitter }) => {
    const isSent = !submitter?.hasAttribute("formaction"); // Preview and Refresh send nothing
    save(isSent ? { isSent } : {});
  });

  function save(more) {
    const [authorName, text] = FIELDS.map((name) => field(name).value);
    if (text.trim()) stored.write(key, { author_name: authorName, text, savedAt: Date.now(), ...more });
    else stored.remove(key);
  }

  function restore(draft) {
    for (const name of FIELDS) if (!field(name).value) field(name).value = draft[name] ?? "";
    note.before(note.content.cloneNode(true));
    const shown = note.previousElementSibling;
    shown.querySelector("button").addEventListener("click", () => {
      stored.remove(key);
      for (const name of FIELDS) field(name).value = field(name).defaultValue;
      shown.remove();
      field("text").focus();
    });
  }
}

// Who has commented in this browser sees their own comments that wait, and nobody else does: they
// are asked for, and are in no page that is the same for everybody. Who never did asks for nothing.
const COMMENTED = "gloss.commented";
if (document.querySelector("[data-thanks]")) stored.write(COMMENTED, { text: "yes" });
document.querySelector("[data-forget]")?.addEventListener("click", () => stored.remove(COMMENTED));

const waiting = document.querySelector("template[data-waiting]");
if (waiting && stored.read(COMMENTED)) showWaiting(waiting).catch(() => {}); // the receipt has them

async function showWaiting(template) {
  const answer = await fetch(template.dataset.waiting);
  if (!answer.ok) return;
  const { comments } = await answer.json();
  for (const comment of comments) {
    const shown = template.content.cloneNode(true);
    shown.querySelector("[data-name]").textContent = comment.name;
    shown.querySelector("[data-text]").innerHTML = comment.html; // made safe by the server
    shown.querySelector("a").href = comment.receipt;
    template.before(shown);
  }
}
