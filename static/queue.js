/* The queue without page loads: keys, decisions that swap the page in place, live claims, and a
   look now and then whether anything waits again. */

const CLAIM_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 20_000;
const KEYS = "gloss-queue-keys";
const DECISIONS = { a: "approval", r: "rejection", s: "spam" };

const find = (selector) => document.querySelector(selector);
const keysAreOn = () => localStorage.getItem(KEYS) !== "off";
let busy = false;

async function show(request, options = {}) {
  if (busy) return;
  busy = true;
  try {
    const answer = await fetch(request, options);
    swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (answer.ok) history.replaceState(null, "", answer.url);
  } catch {
    fail();
  } finally {
    busy = false;
  }
}

function fail() {
  const news = find("#queue-news");
  if (!news) return;
  news.className = "notice";
  news.textContent = news.dataset.failed;
  news.scrollIntoView({ block: "nearest" });
}

function swap(page) {
  for (const selector of ["main", ".masthead nav", ".dock"]) {
    const [old, fresh] = [find(selector), page.querySelector(selector)];
    if (old && fresh) old.replaceWith(fresh);
    else if (old) old.remove();
    else if (fresh) document.body.append(fresh);
  }
  document.title = page.title;
  begin();
  (find("#focus") ?? find("main")).focus({ preventScroll: true });
  find("#focus")?.scrollIntoView({ block: "nearest" });
  const said = [find(".undo p"), find("h1")].map((part) => part?.textContent.trim());
  const news = find("#queue-news");
  if (news) news.textContent = said.filter(Boolean).join(" ");
}

function send(event) {
  const form = event.target;
  if (!find("#keys") || form.method !== "post" || !form.matches(".decide, .undo, .leave")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  show(addressOf(event.submitter), { method: "POST", body });
}

/** Where a button sends its form: without a word of its own, where the form says. */
function addressOf(button) {
  return button.hasAttribute("formaction") ? button.formAction : button.form.action;
}

function press(event) {
  if (!find("#keys") || !keysAreOn()) return;
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]");
  const inQueue = event.target === document.body || event.target.closest("main, .dock");
  if (typing || !inQueue || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat || act(event.key)) event.preventDefault();
}

function act(key) {
  if (key === "?") find("#keys-dialog")?.showModal();
  else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "u") find(".undo button")?.click();
  else if (key === "e") edit();
  else if (key in DECISIONS) decide(DECISIONS[key]);
  else return false;
  return true;
}

function decide(decision) {
  const buttons = [...document.querySelectorAll(".decide-buttons button")];
  const wanted = (button) => addressOf(button).endsWith(`/${decision}`);
  buttons.find(wanted)?.click();
}

function step(by) {
  const links = [...document.querySelectorAll(".queue-list li a")];
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.max(0, here + by)];
  if (next && links.indexOf(next) !== here) show(next.href);
  else if (by > 0) goFurther();
}

function goFurther() {
  const further = find("main a[rel=next]");
  if (further) show(further.href);
}

async function lookAgain() {
  const link = find("#look-again");
  if (!link || document.hidden || busy || document.activeElement.closest("form")) return;
  const answer = await fetch(link.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("#queue") && find("#look-again") && !busy) swap(page);
}

function edit() {
  const part = find("#edit");
  if (!part) return;
  part.open = true;
  part.querySelector("textarea").focus();
}

async function claim() {
  const focus = find("#focus");
  const token = find("input[name=csrf_token]")?.value;
  if (!focus || !token || document.hidden) return;
  const body = new URLSearchParams({ csrf_token: token });
  const answer = await fetch(focus.dataset.claim, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) return;
  const claimed = await answer.json();
  for (const mark of document.querySelectorAll("[data-claimed]")) {
    const name = claimed[mark.dataset.claimed];
    mark.textContent = name ? find("#keys").dataset.here.replace("{}", name) : "";
  }
}

function begin() {
  const keys = find("#keys");
  if (!keys) return;
  keys.hidden = false;
  const toggle = find("#keys-on");
  toggle.checked = keysAreOn();
  toggle.addEventListener("change", () => {
    localStorage.setItem(KEYS, toggle.checked ? "on" : "off");
  });
  find("#keys-help").addEventListener("click", () => find("#keys-dialog").showModal());
  const promise = find("#looks-by-itself");
  if (promise) promise.hidden = false;
  claim();
}

document.addEventListener("submit", send);
document.addEventListener("keydown", press);
setInterval(claim, CLAIM_MILLISECONDS);
setInterval(lookAgain, LOOK_MILLISECONDS);
begin();
