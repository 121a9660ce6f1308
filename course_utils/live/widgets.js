// Wat alle onderdelen in de browser delen. Python plakt dit voor live.js, card.js, digit_pad.js en bit_switches.js.

const SILENCE = 5000; // zo lang mag Python zwijgen voor we het zeggen
const CALM = 500; // zo lang moet het stil zijn voor een schermlezer de zin krijgt
const NO_ANSWER = "Python antwoordt niet: een cel rekent nog, of Python is gestopt. Wacht even, of voer deze cel opnieuw uit.";

// Elk onderdeel laadt een eigen kopie van dit bestand: een teller zou overal dezelfde namen geven.
const newId = () => `hoe-ai-${Math.random().toString(36).slice(2)}`;

// Maak een element. Tekst en getallen worden attributen; className, textContent, vinkjes en functies eigenschappen.
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    const attribute = ["string", "number"].includes(typeof value) && !["className", "textContent"].includes(name);
    if (attribute) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

function makeButton(label, press, more = {}) {
  return make("button", { type: "button", className: "hoe-ai-button", textContent: label, onclick: press, ...more });
}

// JupyterLab pakt anders pijltjes, spatie en letters af. Tab, Escape en combinaties met Ctrl mogen door.
function keepKeys(root) {
  root.addEventListener("keydown", (event) => {
    const passes = event.ctrlKey || event.metaKey || event.altKey || ["Tab", "Escape"].includes(event.key);
    if (!passes) event.stopPropagation();
  });
}
