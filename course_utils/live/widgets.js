// Wat alle onderdelen in de browser delen. Python plakt dit voor live.js, card.js, bit_switches.js en digit_pad.js.

const PATIENCE = 2500; // milliseconden; daarna gaat dezelfde vraag nog eens, en dan telkens twee keer zo lang later
const SILENCE = 5000; // zo lang mag Python zwijgen voor we het zeggen
const CALM = 500; // zo lang moet het stil zijn voor een schermlezer de zin krijgt
const NO_ANSWER =
  "Python antwoordt niet: een cel rekent nog, of Python is gestopt. Wacht even. Helpt dat niet, voer dan eerst de startcel uit en daarna deze cel.";
const GONE = "Python is opnieuw gestart en kent dit niet meer. Voer eerst de startcel uit en daarna deze cel.";

// anywidget geeft een onderdeel op dat 2 seconden na zijn bericht nog niet geladen is, en probeert het niet opnieuw. Een
// trage computer die alle cellen achter elkaar tekent, haalt dat niet. Het eerste onderdeel geeft alle volgende de tijd.
const ANYWIDGET_MS = 2000;
const LOADING_MS = 120_000;
if (AbortSignal.timeout && !AbortSignal.timeout.patient) {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const patient = (ms) => timeout(ms === ANYWIDGET_MS ? LOADING_MS : ms);
  AbortSignal.timeout = Object.assign(patient, { patient: true });
}

// Elk onderdeel laadt een eigen kopie van dit bestand: een teller zou overal dezelfde namen geven.
export const newId = () => `hoe-ai-${Math.random().toString(36).slice(2)}`;

/**
 * Maak een element. Tekst en getallen worden attributen; className, textContent, vinkjes en functies eigenschappen.
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    const attribute = ["string", "number"].includes(typeof value) && !["className", "textContent"].includes(name);
    if (attribute) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

export function makeButton(label, press, more = {}) {
  return make("button", { type: "button", className: "hoe-ai-button", textContent: label, onclick: press, ...more });
}

/** Een melding die wordt voorgelezen; twee keer hetzelfde zeggen doet niets. */
export function makeAlarm(className) {
  const element = make("p", { className: `hoe-ai-note ${className}`, role: "alert" });
  const tell = (text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  return { element, tell };
}

/** Wat alleen een schermlezer hoort, en pas als het even stil is: wie nog schuift, hoort niets. */
export function makeVoice() {
  const element = make("p", { className: "hoe-ai-hidden", role: "status" });
  let timer = 0;
  const hush = () => clearTimeout(timer);
  const say = (text) => {
    hush();
    timer = setTimeout(() => {
      const now = text();
      if (element.textContent !== now) element.textContent = now; // nog eens hetzelfde hoeft niemand te horen
    }, CALM);
  };
  return { element, say, hush };
}

// JupyterLab pakt anders pijltjes, spatie en letters af. Tab, Escape en combinaties met Ctrl mogen door. Notebook 7 kijkt
// al voor de toets hier is, en alleen naar het element zelf: dat zegt dus van tevoren dat zijn toetsen geen sneltoets zijn.
export function keepKeys(root) {
  const own = ({ key, ctrlKey, metaKey, altKey }) => !(ctrlKey || metaKey || altKey || ["Tab", "Escape"].includes(key));
  const mark = (event) => {
    if (root.contains(event.target)) event.target.toggleAttribute("data-lm-suppress-shortcuts", own(event));
    if (!root.isConnected) window.removeEventListener("keydown", mark, true);
  };
  root.addEventListener("focusin", () => window.addEventListener("keydown", mark, true));
  root.addEventListener("focusout", () => window.removeEventListener("keydown", mark, true));
  root.addEventListener("keydown", (event) => {
    if (own(event)) event.stopPropagation();
  });
}

/**
 * Het gesprek met Python. Er is hooguit één vraag onderweg; wat intussen verandert, verzamelt het onderdeel zelf. Raakt
 * een bericht zoek, dan gaat dezelfde vraag opnieuw: Python (ConversingWidget) doet het werk nooit twee keer.
 * @param {any} model
 * @param {object} part
 * @param {() => object | null} part.question de volgende vraag; null als er niets te vragen is
 * @param {(message: any, buffers: DataView[], own: boolean) => void} part.answer own: het antwoord op onze vraag;
 *   anders veranderde een andere weergave of een cel iets
 * @param {(text: string) => void} part.tell toon een melding; het antwoord haalt haar weg
 * @param {() => void} [part.failed] op deze vraag komt geen antwoord meer
 * @param {(message: any, buffers: DataView[]) => void} [part.overheard] Python stuurt iets uit zichzelf
 */
export function converse(model, { question, answer, tell, failed = () => {}, overheard = () => {} }) {
  const view = newId();
  let turn = 0;
  let asked = null;
  let timer = 0;

  const fail = (text) => {
    asked = null;
    tell(text);
    failed();
  };
  const deliver = (passed) => {
    try {
      model.send(asked);
    } catch {
      fail(GONE);
      return;
    }
    const wait = Math.max(PATIENCE, passed);
    timer = setTimeout(() => {
      if (passed + wait >= SILENCE) tell(NO_ANSWER);
      deliver(passed + wait);
    }, wait);
  };
  const ask = () => {
    const content = asked ? null : question();
    if (!content) return;
    turn += 1;
    asked = { ...content, request: `${view} ${turn}` };
    deliver(0);
  };
  const receive = (message, buffers) => {
    if (message.ahead) return overheard(message, buffers);
    const own = asked !== null && message.request === asked.request;
    if (own) clearTimeout(timer);
    if (own && message.problem) fail(message.problem);
    if (message.problem) return;
    if (own) asked = null;
    answer(message, buffers, own);
  };
  model.on("msg:custom", receive);
  return {
    ask,
    busy: () => asked !== null,
    stop() {
      model.off("msg:custom", receive);
      clearTimeout(timer);
    },
  };
}
