// Het overzicht: kies een les, toon één voorspelling op de beamer, en ververs de pagina in de klas-server.

const EVERY = 2000; // milliseconden
const live = document.getElementById("live");
const alarm = document.getElementById("alarm");
const at = () => decodeURIComponent(location.hash.slice(1));
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Zonder `#les-3` staat de les van nu er. Een link naar een opdracht opent de les waar zij in staat.
function showLesson() {
  const target = document.getElementById(at())?.closest(".les");
  const shown = target ?? document.querySelector(".les.nu");
  for (const lesson of all(".les")) lesson.hidden = lesson !== shown;
  for (const link of all("nav a")) {
    if (link.hash === `#${shown?.id}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (target && target.id !== at()) document.getElementById(at()).scrollIntoView();
}

// Op de beamer staat één voorspelling. De rest, met alle namen, gaat uit het venster.
function showOnScreen(screen) {
  document.title = document.querySelector(`[id="${screen.id}"] .waar`).textContent;
  document.getElementById("overzicht").remove();
  for (const other of all(".scherm")) if (other !== screen) other.remove();
  screen.addEventListener("click", ({ target }) => {
    if (!target.dataset.show) return;
    const on = target.getAttribute("aria-pressed") !== "true";
    target.setAttribute("aria-pressed", on);
    reveal(screen);
  });
  reveal(screen);
  scrollTo(0, 0);
}

function reveal(screen) {
  for (const button of all("[data-show]", screen)) {
    const on = button.getAttribute("aria-pressed") === "true";
    for (const part of all(`[data-${button.dataset.show}]`, screen)) part.hidden = !on;
    screen.classList.toggle(`toont-${button.dataset.show}`, on);
  }
}

// Vervang alleen wat veranderde. Wat openstond blijft open, en de focus blijft waar hij was.
function replace(fresh) {
  for (const part of all("[data-part]")) {
    const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!next || next.innerHTML === part.dataset.before) continue;
    const places = all("a, button, summary, [tabindex]", part);
    const focused = places.indexOf(document.activeElement);
    const open = all("details", part).map((details) => details.open);
    const scrolled = all(".schuif", part).map((box) => [box.scrollLeft, box.scrollTop]);
    part.dataset.before = next.innerHTML;
    part.replaceChildren(...next.childNodes);
    all("details", part).forEach((details, index) => {
      details.open = open[index] ?? false;
    });
    all(".schuif", part).forEach((box, index) => {
      box.scrollTo(...(scrolled[index] ?? [0, 0]));
    });
    if (focused >= 0) all("a, button, summary, [tabindex]", part)[focused]?.focus({ preventScroll: true });
  }
}

async function refresh() {
  const address = new URL(location.href);
  address.hash = "";
  address.searchParams.set("sinds", document.body.dataset.version);
  const headers = { "X-XSRFToken": document.body.dataset.token }; // zonder weigert de hub een vraag van een script
  const signal = AbortSignal.timeout(20_000);
  const answer = await fetch(address, { headers, cache: "no-store", redirect: "error", signal });
  if (!answer.ok) throw new Error(answer.statusText);
  if (answer.status === 204) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  replace(fresh);
  document.body.dataset.version = fresh.body.dataset.version;
  const screen = document.querySelector(".scherm");
  if (document.getElementById("overzicht")) showLesson();
  else reveal(screen);
}

async function keepFresh() {
  try {
    if (!document.hidden) await refresh();
    const time = new Date().toLocaleTimeString("nl-NL");
    live.textContent = `Live, bijgewerkt om ${time}`;
    alarm.textContent = "";
  } catch {
    alarm.textContent =
      "Geen verbinding met de klas-server. Ik probeer het opnieuw. Blijft dit zo? Log dan opnieuw in.";
  }
  setTimeout(keepFresh, EVERY);
}

const screen = at().startsWith("scherm-") ? document.getElementById(at()) : null;
if (screen) showOnScreen(screen);
else {
  document.body.classList.add("met-script");
  showLesson();
  window.addEventListener("hashchange", showLesson);
}
if (document.body.dataset.version) {
  live.hidden = false;
  keepFresh();
}
