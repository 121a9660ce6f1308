// Bitschakelaars: de browser zet bits om en laat zien wat Python (bit_switches.py) daarover zegt.
import { converse, keepKeys, make, makeAlarm, makeButton, makeVoice, newId } from "../../live/widgets.js";

/** Een invulveld; wat er getypt is, blijft staan zolang Python zegt dat het bij de schakelaars hoort. */
function makeField(label, send) {
  const note = make("p", { className: "hoe-ai-note", "data-kind": "error", id: newId(), role: "alert" });
  const input = make("input", { type: "text", id: newId(), autocomplete: "off", "aria-describedby": note.id });
  input.addEventListener("change", () => send(input.value));
  const heading = make("div", {}, make("label", { for: input.id }, label));
  const show = (text, problem) => {
    if (document.activeElement !== input) input.value = text; // wie nog typt, typt door
    note.textContent = problem;
    input.setAttribute("aria-invalid", String(problem !== ""));
  };
  return { element: make("div", { className: "hoe-ai-field" }, heading, input, note), show };
}

export function render({ model, el }) {
  const { formats, root_class } = model.get("description");
  const root = make("div", { className: `${root_class} hoe-ai-bits` });
  keepKeys(root);
  const { element: alarm, tell } = makeAlarm("hoe-ai-alarm");
  const voice = makeVoice();

  // Wat er gedaan is en nog onderweg is of nog weg moet. Python doet het in deze volgorde, en elke daad één keer.
  let frame = model.get("frame");
  let asked = [];
  let wanted = [];
  const act = (action) => {
    voice.hush();
    wanted.push(action);
    draw();
    conversation.ask();
  };
  const conversation = converse(model, {
    tell,
    question() {
      asked = wanted;
      wanted = [];
      return asked.length ? { actions: asked } : null;
    },
    answer(message, _buffers, own) {
      if (own) asked = [];
      frame = message;
      model.set("frame", message); // een tweede weergave begint met deze stand
      tell("");
      draw();
      voice.say(() => frame.sentence);
      conversation.ask();
    },
    failed() {
      asked = [];
      draw();
    },
  });

  const group = newId();
  const choices = formats.map(({ name }) => {
    const radio = make("input", { type: "radio", name: group, value: name, onchange: () => act({ format: name }) });
    return make("label", {}, radio, name);
  });
  const goals = make("ul");
  const help = "Bits. Pijltjes kiezen een bit, spatie zet hem om.";
  const board = make("div", { className: "hoe-ai-board", role: "group", "aria-label": help });
  const big = make("p", { className: "hoe-ai-big" });
  const table = make("tbody");
  const range = make("p", { className: "hoe-ai-sentence" });
  const fields = {
    number: makeField("Typ een getal, zoals 0,1", (text) => act({ number: text })),
    bits: makeField("Typ de bits", (text) => act({ bits: text })),
  };

  // --- Het bord met bits.
  let built = "";
  let bits = [];
  const focusOn = (number, move = true) => {
    bits.forEach((button, i) => {
      button.setAttribute("tabindex", i === number ? 0 : -1);
    });
    if (move) bits[number].focus();
  };
  const press = (event, number) => {
    const to = { ArrowLeft: number - 1, ArrowRight: number + 1, Home: 0, End: bits.length - 1 }[event.key];
    const typed = event.key === "0" || event.key === "1";
    if (to === undefined && !typed) return;
    event.preventDefault();
    if (typed && bits[number].textContent !== event.key) act({ flip: number });
    focusOn(Math.min(Math.max(typed ? number + 1 : to, 0), bits.length - 1));
  };
  const build = (format) => {
    bits = [];
    const parts = format.parts.map(([part, name, weights]) => {
      const places = weights.map((weight, place) => {
        const button = make("button", { type: "button", role: "switch", className: "hoe-ai-bit", title: weight });
        const number = bits.length;
        button.setAttribute("aria-label", `${name}, bit ${place + 1} van ${weights.length}, ${weight}`);
        button.addEventListener("click", () => {
          focusOn(number);
          act({ flip: number });
        });
        button.addEventListener("keydown", (event) => press(event, number));
        bits.push(button);
        const small = frame.bits.length <= 16 || part === "exponent" ? weight : "";
        return make("span", { className: "hoe-ai-place" }, button, make("small", { "aria-hidden": "true" }, small));
      });
      const heading = make("span", { "aria-hidden": "true" }, name);
      return make("div", { className: "hoe-ai-part", "data-part": part }, heading, make("div", {}, ...places));
    });
    board.replaceChildren(...parts);
    board.dataset.many = String(bits.length > 16);
    focusOn(0, false);
    built = format.name;
  };

  // De bits zoals ze worden: een klik staat er meteen. Wat na een getypt getal of ander formaat komt, weet Python pas.
  const expected = () => {
    const shown = [...frame.bits];
    for (const { flip } of [...asked, ...wanted]) {
      if (flip === undefined) break;
      shown[flip] = shown[flip] === "1" ? "0" : "1";
    }
    return shown;
  };
  function draw() {
    if (built !== frame.format) build(formats.find((format) => format.name === frame.format));
    expected().forEach((bit, i) => {
      if (bits[i].textContent === bit) return;
      bits[i].textContent = bit;
      bits[i].setAttribute("aria-checked", String(bit === "1"));
    });
    big.textContent = frame.big;
    table.replaceChildren(
      ...frame.rows.map(([name, words]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, words))),
    );
    range.textContent = frame.range;
    goals.replaceChildren(
      ...frame.goals.map(([text, mark, reached]) =>
        make("li", { "data-reached": String(reached) }, `${text} `, make("strong", {}, mark)),
      ),
    );
    const wish = [...asked, ...wanted].findLast((action) => action.format)?.format ?? frame.format;
    for (const label of choices) label.firstChild.checked = label.firstChild.value === wish;
    if (conversation.busy()) return; // wat er getypt is, blijft staan tot Python het gelezen heeft
    for (const [kind, field] of Object.entries(fields)) {
      const typed = frame.typed.kind === kind;
      field.show(typed ? frame.typed.text : "", typed ? frame.typed.note : "");
    }
  }

  if (frame.goals.length) root.append(make("div", { className: "hoe-ai-goal" }, "Doelen, met de bits zelf:", goals));
  root.append(
    make("fieldset", { className: "hoe-ai-formats" }, make("legend", {}, "Formaat"), ...choices),
    board,
    big,
    make(
      "div",
      { className: "hoe-ai-row" },
      makeButton("Vorig getal", () => act({ step: -1 })),
      makeButton("Volgend getal", () => act({ step: 1 })),
      makeButton("Opnieuw", () => act({ again: true })),
    ),
    make("div", { className: "hoe-ai-controls" }, fields.number.element, fields.bits.element),
    alarm,
    make("div", { className: "hoe-ai-panel" }, make("table", {}, table)),
    range,
    voice.element,
  );
  el.append(root);
  draw();
  return () => {
    conversation.stop();
    voice.hush();
  };
}
