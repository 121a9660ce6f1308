// De dia's bedienen: vooruit en terug, wat verborgen is tonen, de klok, en de spreektekst onder de dia of in een venster.
const all = [...document.querySelectorAll(".dia")];
const teacher = document.querySelector(".docent");
const help = document.querySelector(".hulp");
const clocks = new Map(); // klok -> { left, since }: hoeveel milliseconden nog, en sinds wanneer zij loopt
const ROUTES = { zelf: "met apparaten", beamer: "alleen de beamer" };
let route = "zelf";
let current = all[0];
let notesWindow = null;

const inRoute = () => all.filter((slide) => ["beide", route].includes(slide.dataset.route));

function show(slide, open = false) {
  const notes = teacher.querySelector(".notities");
  if (notes) current.append(notes);
  current.classList.remove("nu");
  current = slide;
  current.classList.add("nu");
  current.classList.toggle("open", open);
  const slides = inRoute();
  const place = slides.indexOf(current);
  const text = `${place + 1} / ${slides.length}`;
  for (const number of [document.querySelector("nav .nummer"), teacher.querySelector(".nummer")]) {
    number.textContent = text;
  }
  const next = slides[place + 1]?.querySelector("h1, h2").textContent.trim() ?? "einde";
  teacher.querySelector(".straks-komt").textContent = `${ROUTES[route]} · hierna: ${next}`;
  const own = current.querySelector(".notities");
  own.hidden = false;
  teacher.querySelector(".hier").replaceChildren(own);
  tick();
  history.replaceState(null, "", `#${route}-${place + 1}`);
}

function move(step, reveal = true) {
  const slides = inRoute();
  const hidden = current.querySelector(".straks") && !current.classList.contains("open");
  if (step > 0 && reveal && hidden) {
    current.classList.add("open");
  } else if (step < 0 && current.classList.contains("open")) {
    current.classList.remove("open");
  } else {
    const next = slides[slides.indexOf(current) + step];
    if (next) show(next, step < 0);
  }
}

function chooseRoute(name) {
  route = name;
  document.body.dataset.route = name;
  const slides = inRoute();
  // Bestaat deze dia niet in de andere route, dan de eerste erna die er wel is.
  show(
    slides.includes(current)
      ? current
      : (all.slice(all.indexOf(current)).find((one) => slides.includes(one)) ?? slides[0]),
  );
}

// --- de klok ---------------------------------------------------------------------------------------------------------

const clockHere = () => current.querySelector(".klok");

function stateOf(clock) {
  if (!clocks.has(clock)) clocks.set(clock, { left: clock.dataset.seconden * 1000, since: null });
  return clocks.get(clock);
}

const remaining = ({ left, since }) => Math.max(0, left - (since === null ? 0 : performance.now() - since));

function pressClock(key) {
  const clock = clockHere();
  if (!clock) return;
  const state = stateOf(clock);
  if (key === "r") {
    clocks.delete(clock);
  } else {
    state.left = remaining(state) + (key === "+" ? 60000 : 0);
    const running = (state.since !== null) !== (key === "t");
    state.since = running ? performance.now() : null;
  }
  tick();
}

function tick() {
  const clock = clockHere();
  let text = "";
  if (clock) {
    const state = stateOf(clock);
    const seconds = Math.ceil(remaining(state) / 1000);
    text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (clock.textContent !== text) clock.textContent = text;
    clock.classList.toggle("loopt", state.since !== null && seconds > 0);
    clock.classList.toggle("om", seconds === 0);
  }
  teacher.querySelector(".klok-docent").textContent = text;
}
setInterval(tick, 250);

// --- de spreektekst --------------------------------------------------------------------------------------------------

function openWindow() {
  if (notesWindow) return notesWindow.focus();
  teacher.hidden = false; // houdt de browser vensters tegen, dan staat de spreektekst onder de dia
  notesWindow = window.open("", "", "popup,width=700,height=800");
  if (!notesWindow) return;
  const there = notesWindow.document;
  there.title = `Spreektekst: ${document.title}`;
  there.documentElement.lang = "nl";
  for (const style of document.querySelectorAll("style")) there.head.append(style.cloneNode(true));
  there.body.className = "venster";
  there.body.append(teacher);
  there.addEventListener("keydown", onKey);
  notesWindow.addEventListener("pagehide", () => {
    notesWindow = null;
    document.body.append(teacher);
    teacher.hidden = true;
  });
}

function advise(event) {
  const table = event.target.closest?.(".tellen");
  if (!table) return;
  const rows = [...table.querySelectorAll("tr")].slice(1);
  const votes = rows.map((row) => [...row.querySelectorAll("input")].map((input) => Number(input.value) || 0));
  const last = votes.findLast((row) => row.some(Boolean));
  const total = last ? last.reduce((sum, count) => sum + count, 0) : 0;
  const percent = total ? Math.round((100 * last[current.dataset.klopt]) / total) : 0;
  const what =
    percent < 35
      ? "leg uit, of geef een voorbeeld"
      : percent <= 70
        ? "laat ze twee minuten overleggen en stem opnieuw"
        : "ga door";
  table.parentElement.querySelector(".raad").textContent = total ? `${percent} % goed: ${what}.` : "";
}
teacher.addEventListener("input", advise);

// --- de toetsen ------------------------------------------------------------------------------------------------------

const KEYS = {
  ArrowRight: () => move(1),
  PageDown: () => move(1),
  " ": () => move(1),
  ArrowLeft: () => move(-1),
  PageUp: () => move(-1),
  n: () => move(1, false),
  Home: () => show(inRoute()[0]),
  End: () => show(inRoute().at(-1)),
  s: () => teacher.toggleAttribute("hidden"),
  v: openWindow,
  t: () => pressClock("t"),
  "+": () => pressClock("+"),
  r: () => pressClock("r"),
  m: () => chooseRoute(route === "zelf" ? "beamer" : "zelf"),
  d: () => setDark(document.documentElement.dataset.jpThemeLight !== "false"),
  f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  z: () => document.body.classList.toggle("zwart"),
  h: () => (help.open ? help.close() : help.showModal()),
};

for (const number of "123456789") {
  const label = new RegExp(`^(Stap|Deel) ${number}$`);
  KEYS[number] = () => {
    const step = inRoute().find((slide) =>
      label.test(slide.matches(".dia-step") && slide.querySelector("h2 small")?.textContent),
    );
    if (step) show(step);
  };
}

function setDark(dark) {
  document.documentElement.dataset.jpThemeLight = String(!dark); // zo heet het donkere thema in het palet
}

function onKey(event) {
  const typing = event.target.closest?.("input");
  const onButton = event.key === " " && event.target.closest?.("button");
  if (event.ctrlKey || event.metaKey || event.altKey || typing || onButton || !KEYS[event.key]) return;
  if (help.open && event.key !== "h") return;
  event.preventDefault();
  KEYS[event.key]();
}
document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.toets) KEYS[button.dataset.toets]();
  if (button?.dataset.naar) {
    chooseRoute(button.dataset.naar);
    move(1);
  }
});

// Past een dia niet, dan worden haar letters een stap kleiner. Alles schaalt met het scherm mee: één keer kijken is genoeg.
const tooLarge = (box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
for (const slide of all) {
  const content = slide.querySelector(".inhoud");
  slide.classList.add("nu");
  for (let size = 1; size > 0.5 && tooLarge(content); size -= 0.05) {
    content.style.setProperty("--maat", size.toFixed(2));
  }
  slide.classList.remove("nu");
}
document.body.classList.add("klaar");
setDark(matchMedia("(prefers-color-scheme: dark)").matches);
const [, wanted, place] = location.hash.match(/^#(zelf|beamer)-(\d+)$/) ?? [];
chooseRoute(wanted ?? "zelf");
show(inRoute()[place - 1] ?? inRoute()[0]);
