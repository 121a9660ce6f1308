// De browserkant van een levende figuur: bouwt de regelaars, stuurt hun waarden naar Python en tekent wat terugkomt.
import { close, decode, makeGuess, makeStock } from "./ahead.js";
import { makeHandle, makeSpots } from "./handles.js";
import { converse, keepKeys, make, makeAlarm, makeButton, makeVoice, newId } from "./widgets.js";

const REST = 300; // zo lang na de laatste beweging hoort Python waar de hand gebleven is

// Elke regelaar is { element, row, show(waarde), note(tekst) }; row: hij hoort in de rij met knoppen en vinkjes.
// Een schuif die afspeelt heeft ook next() en pause().

function labelled(spec, input, value = "") {
  input.id = newId();
  const label = make("label", { for: input.id }, spec.label);
  return make("div", { className: "hoe-ai-field" }, make("div", {}, label, value), input);
}

function makeSlider(spec, change) {
  const input = make("input", { type: "range", min: 0, max: spec.texts.length - 1, step: 1 });
  const value = make("span", { className: "hoe-ai-value", "aria-hidden": "true" });
  const field = labelled(spec, input, value);
  const show = (position) => {
    input.value = position;
    input.setAttribute("aria-valuetext", spec.texts[position]);
    value.textContent = spec.texts[position];
  };
  const player = spec.play ? makePlayer(spec, input, change) : {};
  if (spec.play) {
    field.classList.add("hoe-ai-plays");
    field.append(make("div", { className: "hoe-ai-play" }, player.toggle, player.step, input));
  }
  input.addEventListener("input", () => {
    player.pause?.();
    change(Number(input.value));
  });
  const showAndName = (position) => {
    show(position);
    player.name?.();
  };
  return { element: field, ...player, show: showAndName };
}

// Afspelen: zet de schuif telkens één stand verder, zodra het vorige beeld er staat.
function makePlayer(spec, input, change) {
  const toggle = makeButton(
    spec.play,
    () => {
      if (playing) return pause();
      playing = true;
      if (input.value === input.max) change(0);
      else next();
      name();
    },
    { className: "hoe-ai-button hoe-ai-primary" },
  );
  const step = makeButton("Stap", () => {
    pause();
    forward();
  });
  let playing = false;
  const name = () => {
    const halfway = input.value !== "0" && input.value !== input.max;
    toggle.textContent = playing ? "Stop" : halfway ? "Ga verder" : spec.play;
  };
  const pause = () => {
    playing = false;
    name();
  };
  const forward = () => (input.value === input.max ? pause() : change(Number(input.value) + 1));
  let timer = 0;
  const next = () => {
    clearTimeout(timer);
    timer = setTimeout(() => playing && forward(), spec.pace);
  };
  return { toggle, step, name, pause, next };
}

function makeChoice(spec, change) {
  const input = make("select", {}, ...spec.texts.map((text, position) => make("option", { value: position }, text)));
  input.addEventListener("change", () => change(Number(input.value)));
  return { element: labelled(spec, input), show: (position) => (input.value = position) };
}

const SUGGESTIONS = 100;

// Een invulveld voor een getal, of voor tekst met suggesties.
function makeTyped(spec, change) {
  const inputmode = spec.kind === "number" ? "decimal" : "text";
  const input = make("input", {
    type: "text",
    inputmode,
    maxlength: spec.longest,
    autocomplete: "off",
    spellcheck: "false",
  });
  const note = make("p", { className: "hoe-ai-note", "data-kind": "error", id: newId() });
  input.setAttribute("aria-describedby", note.id);
  const element = labelled(spec, input);
  element.append(note);
  if (spec.texts.length > 0) {
    const list = make("datalist", { id: newId() });
    input.setAttribute("list", list.id);
    element.append(list);
    // Een woordenlijst heeft duizenden woorden: alleen wat bij het getypte hoort, komt in de pagina.
    const suggest = () => {
      const typed = input.value.trim().toLowerCase();
      const fitting = spec.texts.filter((text) => text.toLowerCase().startsWith(typed)).slice(0, SUGGESTIONS);
      list.replaceChildren(...fitting.map((text) => make("option", { value: text })));
    };
    input.addEventListener("focus", suggest);
    input.addEventListener("input", suggest);
  }
  let wrong = false;
  let typing = false; // een antwoord op iets eerders mag niet overschrijven wat iemand nog typt
  let latest = "";
  const show = (text) => {
    latest = text;
    if (!wrong && !typing) input.value = text; // wat fout is, blijft staan om te verbeteren
  };
  input.addEventListener("input", () => (typing = true));
  input.addEventListener("change", () => {
    typing = false;
    change(input.value);
  });
  input.addEventListener("blur", () => {
    typing = false;
    show(latest);
  });
  return {
    element,
    show,
    note(text) {
      wrong = text !== "";
      note.textContent = text;
      input.setAttribute("aria-invalid", String(wrong));
    },
  };
}

function makeCheckbox(spec, change) {
  const input = make("input", { type: "checkbox" });
  input.addEventListener("change", () => change(input.checked));
  return { element: make("label", {}, input, spec.label), row: true, show: (checked) => (input.checked = checked) };
}

function makeCounter(spec, change) {
  const count = make("span", { className: "hoe-ai-value", id: newId() });
  let presses = 0;
  const press = () => presses < spec.maximum && change(presses + 1);
  const element = makeButton(spec.label, press, { "aria-describedby": count.id });
  const show = (number) => {
    presses = number;
    count.textContent = `${number}×`;
    element.setAttribute("aria-disabled", String(number >= spec.maximum));
  };
  return { element: make("span", {}, element, " ", count), row: true, show };
}

export const MAKERS = {
  slider: makeSlider,
  choice: makeChoice,
  number: makeTyped,
  text: makeTyped,
  checkbox: makeCheckbox,
  button: makeCounter,
};

/** Het beeld: een vast deel en wat beweegt. draw geeft de uitgepakte beelden, of null als een nieuwer beeld er al staat. */
function makeCanvas(width, height, name) {
  const canvas = make("canvas", { role: "img", width, height, "aria-labelledby": name });
  const pen = canvas.getContext("2d");
  let background = Promise.resolve([]);
  let finished = 0;
  const paint = (fixed, moving, places) => {
    if (fixed.length && canvas.width !== fixed[0].width) {
      canvas.width = fixed[0].width;
      canvas.height = fixed[0].height;
    }
    fixed.forEach((layer, i) => {
      pen.drawImage(layer, 0, 0);
      for (const [k, [under, x, y]] of places.entries()) if (under === i) pen.drawImage(moving[k], x, y);
    });
  };
  /** number: bij de hoeveelste beweging van de hand dit beeld hoort. */
  const draw = async (number, newBackground, images, places) => {
    const old = background;
    if (newBackground.length) background = decode(newBackground);
    const [fixed, moving] = await Promise.all([background, decode(images)]);
    if (newBackground.length) old.then(close);
    if (number < finished) {
      close(moving);
      return null;
    }
    finished = number;
    paint(fixed, moving, places);
    return moving;
  };
  const stop = () => {
    finished = Number.POSITIVE_INFINITY;
    background.then(close);
  };
  return { canvas, draw, stop };
}

export function render({ model, el }) {
  const description = model.get("description");
  const [width, height] = description.size;
  const sentence = make("p", { className: "hoe-ai-sentence", id: newId() });
  const { canvas, draw, stop: forgetPicture } = makeCanvas(width, height, sentence.id);
  const { element: alarm, tell } = makeAlarm("hoe-ai-alarm");
  const voice = makeVoice();
  const picture = height ? make("div", { className: "hoe-ai-picture" }, canvas, alarm) : alarm;
  const spots = makeSpots(description.size, choose);
  const handles = description.handles.map((spec) => {
    const sliders = spec.moves.map((name) => description.controls.find((control) => control.name === name));
    return [spec.name, makeHandle(spec, sliders, description.size, choose)];
  });
  if (height) picture.append(spots.element, ...handles.map(([, handle]) => handle.element));
  const panel = make("div", { className: "hoe-ai-panel" });
  const reachPanel = () => {
    // Wat opzij schuift, moet dat ook met toetsen kunnen.
    if (panel.scrollWidth > panel.clientWidth) panel.tabIndex = 0;
    else panel.removeAttribute("tabindex");
  };
  new ResizeObserver(reachPanel).observe(panel);
  const fields = make("div", { className: "hoe-ai-controls" });
  const row = make("div", { className: "hoe-ai-row" });
  const mark = make("span", { "aria-hidden": "true" });
  const goal = make("span");
  const goalLine = make(
    "p",
    { className: "hoe-ai-goal" },
    `Doel: ${description.goal} `,
    make("strong", {}, mark, goal),
  );
  const hand = make("div", { className: "hoe-ai-hand" }, fields, row); // wat de leerling bedient
  new ResizeObserver(() => hand.style.setProperty("--hoe-ai-hand-height", `${hand.offsetHeight}px`)).observe(hand);
  const parts = [hand, picture, sentence, panel, voice.element];
  const root = make("div", { className: description.root_class }, ...(description.goal ? [goalLine] : []), ...parts);
  // Voor de opmaak. Met :has(...) zou de browser bij elk beeld het hele notebook opnieuw opmaken: tot 70 ms.
  root.dataset.paper = description.paper; // het beeld blijft ook op het donkere thema wit papier: een foto houdt zijn kleuren
  root.dataset.controls = description.controls.map((control) => control.kind).join(" ");
  root.style.setProperty("--hoe-ai-width", `${width}px`);
  keepKeys(root);

  // --- De regelaars: wat de leerling wil, wat onderweg is en wat Python het laatst zei.
  let shown = {};
  let asked = {};
  let wanted = {};
  let scale = 1;
  let moves = 0; // hoe vaak de hand bewoog
  let asking = 0; // bij welke beweging de vraag hoort die onderweg is
  let report = 0;
  let once = false; // een doel dat gehaald is, blijft gehaald
  let cells = 0;
  const stock = makeStock(description.controls.map((spec) => spec.name));
  const guess = makeGuess(description.controls, stock, now, (ahead) => {
    try {
      model.send({ ahead });
    } catch {
      // de kernel is weg: dat zegt het gesprek bij de eerste echte vraag
    }
  });
  // Hooguit één figuur op de pagina houdt beelden vast.
  const takeTurn = () => window.dispatchEvent(new CustomEvent("hoe-ai-turn", { detail: root }));
  const giveTurn = ({ detail }) => detail !== root && stock.clear();
  window.addEventListener("hoe-ai-turn", giveTurn);
  const controls = {};
  const showValues = () => {
    const values = now();
    for (const [name, control] of Object.entries(controls)) control.show(values[name]);
    for (const [, handle] of handles) handle.show(values);
  };
  function now() {
    return { ...shown, ...asked, ...wanted };
  }
  const change = (values) => {
    const before = now();
    voice.hush();
    moves += 1;
    takeTurn();
    wanted = { ...wanted, ...values };
    showValues();
    canvas.setAttribute("aria-busy", "true"); // tot dit beeld er staat, ook als Python nog op een vorige vraag antwoordt
    const known = stock.get(now());
    clearTimeout(report);
    if (known) {
      show(known, moves).then(settle); // het beeld is er al: Python hoort het zodra de hand rust
      report = setTimeout(() => conversation.ask(), REST);
    }
    if (!known || (known.reached && !once)) conversation.ask();
    if (description.ahead) guess.look(values, before);
  };
  // Een knop, of een hand in het beeld: zet een of meer regelaars ineens.
  function choose(values) {
    for (const name of Object.keys(values)) {
      controls[name].note?.("");
      controls[name].pause?.();
    }
    change(values);
  }
  for (const spec of description.controls) {
    const control = MAKERS[spec.kind](spec, (value) => change({ [spec.name]: value }));
    controls[spec.name] = control;
    if (description.ahead) guess.near(spec.name, control.element);
    if (!spec.hidden) (control.row ? row : fields).append(control.element);
  }
  const start = Object.fromEntries(description.controls.map((spec) => [spec.name, spec.start]));
  for (const [label, values] of Object.entries({ ...description.presets, Opnieuw: start })) {
    row.append(makeButton(label, () => choose(values)));
  }

  // --- Wat Python stuurt.
  const keepHeight = (element) => {
    if (element.offsetHeight) element.style.minHeight = `${element.offsetHeight}px`; // groeit zo nodig, krimpt nooit
  };
  const showText = (frame) => {
    sentence.textContent = frame.sentence.replaceAll(" %", "\u00a0%"); // een % begint nooit een regel
    if (panel.innerHTML !== frame.html) {
      panel.innerHTML = frame.html;
      reachPanel();
    }
    spots.show(frame.spots, frame.values);
    for (const [name, handle] of handles) handle.reset(frame.handles[name], frame.values);
    showValues();
    once ||= frame.reached_once || frame.reached;
    const still = frame.reached ? "gehaald" : "gehaald (nu niet meer)";
    mark.textContent = once ? "✓ " : "○ ";
    goal.textContent = once ? still : "nog niet gehaald";
    goalLine.dataset.reached = once;
    keepHeight(sentence);
    if (frame.html) keepHeight(panel);
  };
  /** Laat een frame zien dat bij deze beweging van de hand hoort, en houd het vast. */
  const show = async (frame, move) => {
    try {
      const images = await draw(move, frame.background, frame.images, frame.places);
      if (!images) return;
      showText(frame);
      tell(frame.error);
      if (frame.error) close(images);
      else if (!frame.kept) stock.put({ ...frame, images });
    } catch (problem) {
      tell("De browser kan dit beeld niet tonen. Voer deze cel opnieuw uit.");
      console.error(problem);
    }
  };
  /** Of er nog op een beeld gewacht wordt; ook van wat er al staat, hoort Python. */
  const showBusy = (asking) => canvas.setAttribute("aria-busy", String(asking && !stock.has(now())));
  // Na elk beeld: wie afspeelt gaat verder, en een schermlezer krijgt de zin als het stil blijft.
  const settle = () => {
    showBusy(conversation.busy());
    for (const control of Object.values(controls)) if (!conversation.busy()) control.next?.();
    voice.say(() => [sentence.textContent, description.goal ? `Doel: ${goal.textContent}.` : ""].join(" "));
  };

  const conversation = converse(model, {
    tell,
    question() {
      const sharper = window.devicePixelRatio > 1 && height ? 2 : 1;
      if (Object.keys(wanted).length === 0 && sharper === scale) return null;
      clearTimeout(report);
      asking = moves;
      asked = wanted;
      wanted = {};
      scale = sharper;
      showBusy(true);
      return { values: asked, scale };
    },
    async answer(message, buffers, own) {
      const frame = {
        ...message,
        background: buffers.slice(0, message.background),
        images: buffers.slice(message.background),
      };
      shown = frame.values;
      for (const [name, text] of Object.entries(frame.notes)) controls[name]?.note?.(text);
      for (const name of Object.keys(asked)) if (own && !(name in frame.notes)) controls[name].note?.("");
      const move = own ? asking : moves;
      if (frame.cells !== cells || frame.background.length) stock.clear(); // een cel kan veranderen waar de figuur naar kijkt
      cells = frame.cells;
      if (own) {
        asked = {};
        conversation.ask(); // Python rekent alvast aan het volgende beeld terwijl de browser dit uitpakt
      }
      showValues();
      remember(model, frame);
      await show(frame, move);
      if (own && frame.error) for (const control of Object.values(controls)) control.pause?.();
      if (own) settle();
    },
    async overheard(message, buffers) {
      if (message.cells < cells) return;
      if (message.cells > cells) stock.clear(); // sinds het vorige beeld rekende er een cel
      cells = message.cells;
      if (stock.has(message.values)) return;
      const images = await decode(buffers);
      if (message.cells < cells) return close(images);
      stock.put({ ...message, images });
      if (conversation.busy() && stock.key(message.values) === stock.key(now())) show(stock.get(now()), moves);
    },
    failed() {
      for (const control of Object.values(controls)) control.pause?.();
      asked = {};
      showValues();
    },
  });

  const first = model.get("frame");
  shown = first.values;
  cells = first.cells;
  showValues();
  showText(first);
  el.append(root);
  show(first, 0).then(conversation.ask);
  return () => {
    conversation.ask(); // de stand die Python nog niet weet
    conversation.stop();
    window.removeEventListener("hoe-ai-turn", giveTurn);
    clearTimeout(report);
    stock.stop();
    voice.hush();
    forgetPicture();
    for (const control of Object.values(controls)) control.pause?.();
  };
}

// Een tweede weergave in deze pagina begint met het laatste beeld, niet met dat van toen de cel werd uitgevoerd.
function remember(model, frame) {
  const background = frame.background.length ? frame.background : model.get("frame").background;
  model.set("frame", { ...frame, background });
}
