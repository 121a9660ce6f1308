// De browserkant van een levende figuur: bouwt de regelaars, stuurt hun waarden naar Python en tekent wat terugkomt.

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
  if (spec.play) field.append(make("div", { className: "hoe-ai-play" }, player.toggle, player.step, input));
  input.addEventListener("input", () => {
    player.pause?.();
    change(Number(input.value));
  });
  return { element: field, ...player, show: (position) => (show(position), player.name?.()) };
}

// Afspelen: zet de schuif telkens één stand verder, zodra het vorige beeld er staat.
function makePlayer(spec, input, change) {
  const toggle = makeButton(spec.play, () => {
    if (playing) return pause();
    playing = true;
    if (input.value === input.max) change(0);
    else next();
    name();
  }, { className: "hoe-ai-button hoe-ai-primary" });
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

// Een invulveld voor een getal, of voor tekst met suggesties.
function makeTyped(spec, change) {
  const inputmode = spec.kind === "number" ? "decimal" : "text";
  const input = make("input", { type: "text", inputmode, autocomplete: "off", spellcheck: "false" });
  const note = make("p", { className: "hoe-ai-note", "data-kind": "error", id: newId() });
  input.setAttribute("aria-describedby", note.id);
  const element = labelled(spec, input);
  element.append(note);
  if (spec.texts.length > 0) {
    const options = spec.texts.map((text) => make("option", { value: text }));
    const list = make("datalist", { id: newId() }, ...options);
    input.setAttribute("list", list.id);
    element.append(list);
  }
  let wrong = false;
  input.addEventListener("change", () => change(input.value));
  return {
    element,
    show(text) {
      if (!wrong) input.value = text; // wat fout is, blijft staan om te verbeteren
    },
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

const MAKERS = { slider: makeSlider, choice: makeChoice, number: makeTyped, text: makeTyped, checkbox: makeCheckbox, button: makeCounter };

// Plaatjes worden buiten beeld uitgepakt: pas als alle lagen klaar zijn, wordt er in één keer getekend (geen flikkering).
const decode = (buffers) => Promise.all(buffers.map((data) => createImageBitmap(new Blob([data], { type: "image/webp" }))));

function render({ model, el }) {
  const description = model.get("description");
  const specs = description.controls;
  const [width, height] = description.size;
  const canvas = make("canvas", { role: "img", width, height });
  const pen = canvas.getContext("2d");
  const alarm = make("p", { className: "hoe-ai-note hoe-ai-alarm", role: "alert" });
  const picture = make("div", { className: "hoe-ai-picture" }, canvas, alarm);
  const sentence = make("p", { className: "hoe-ai-sentence", id: newId() });
  const panel = make("div", { className: "hoe-ai-panel" });
  const spoken = make("p", { className: "hoe-ai-hidden", role: "status" });
  const fields = make("div", { className: "hoe-ai-controls" });
  const row = make("div", { className: "hoe-ai-row" });
  const root = make("div", { className: description.root_class }, fields, row, picture, sentence, panel, spoken);
  canvas.setAttribute("aria-labelledby", sentence.id);
  root.style.setProperty("--hoe-ai-width", `${width}px`);
  if (height === 0) picture.replaceWith(alarm);

  const mark = make("span", { "aria-hidden": "true" });
  const goal = make("span");
  const goalLine = make("p", { className: "hoe-ai-goal" }, `Doel: ${description.goal} `, make("strong", {}, mark, goal));
  if (description.goal) root.prepend(goalLine);

  keepKeys(root);

  // --- Beurt om beurt: zolang er een vraag loopt bewaren we alleen de nieuwste waarden. Zo ontstaat nooit een rij.
  let shown = {}; // waarden volgens Python
  let asked = {}; // waarden die onderweg zijn
  let wanted = {}; // waarden die nog weg moeten
  let scale = 1;
  const view = newId();
  let turn = 0;
  let request = "";
  let waiting = false;
  let silence = 0;
  let calm = 0;

  const controls = {};
  const showValues = () => {
    const values = { ...shown, ...asked, ...wanted };
    for (const [name, control] of Object.entries(controls)) control.show(values[name]);
  };
  const tell = (text) => {
    if (alarm.textContent !== text) alarm.textContent = text;
  };
  const ask = () => {
    const sharper = window.devicePixelRatio > 1 ? 2 : 1;
    if (waiting || (Object.keys(wanted).length === 0 && (sharper === scale || height === 0))) return;
    [asked, wanted, scale, waiting] = [wanted, {}, sharper, true];
    request = `${view} ${(turn += 1)}`;
    silence = setTimeout(() => {
      tell(NO_ANSWER);
      for (const control of Object.values(controls)) control.pause?.();
      waiting = false; // is de vraag verloren gegaan, dan begint de volgende beweging opnieuw
    }, SILENCE);
    try {
      model.send({ request, values: asked, scale });
    } catch {
      tell(NO_ANSWER); // na een herstart van de kernel is er niemand meer om het aan te vragen
    }
  };
  const change = (values) => {
    clearTimeout(calm); // wie nog schuift, krijgt nog niets te horen
    wanted = { ...wanted, ...values };
    showValues();
    ask();
  };

  for (const spec of specs) {
    const control = MAKERS[spec.kind](spec, (value) => change({ [spec.name]: value }));
    controls[spec.name] = control;
    (control.row ? row : fields).append(control.element);
  }
  const start = Object.fromEntries(specs.map((spec) => [spec.name, spec.start]));
  for (const [label, values] of Object.entries({ ...description.presets, Opnieuw: start })) {
    const choose = () => {
      for (const name of Object.keys(values)) {
        controls[name].note?.("");
        controls[name].pause?.();
      }
      change(values);
    };
    row.append(makeButton(label, choose));
  }

  // --- Tekenen wat Python stuurt.
  let background = [];
  let started = 0;
  let finished = 0;
  const speak = () => {
    spoken.textContent = [sentence.textContent, goalLine.isConnected ? `Doel: ${goal.textContent}.` : ""].join(" ");
  };
  const keepHeight = (element) => {
    if (element.offsetHeight) element.style.minHeight = `${element.offsetHeight}px`; // groeit zo nodig, krimpt nooit
  };
  const showText = (frame) => {
    sentence.textContent = frame.sentence;
    if (panel.innerHTML !== frame.html) panel.innerHTML = frame.html;
    mark.textContent = frame.reached ? "✓ " : "○ ";
    goal.textContent = frame.reached ? "gehaald" : "nog niet gehaald";
    goalLine.dataset.reached = frame.reached;
    keepHeight(sentence);
    if (frame.html) keepHeight(panel);
  };
  const draw = async (frame, newBackground, images) => {
    const number = (started += 1);
    if (newBackground.length) background = decode(newBackground);
    const [fixed, moving] = await Promise.all([background, decode(images)]);
    if (number < finished) return; // ingehaald door een nieuwer beeld
    finished = number;
    if (fixed.length && canvas.width !== fixed[0].width) [canvas.width, canvas.height] = [fixed[0].width, fixed[0].height];
    fixed.forEach((layer, i) => {
      pen.drawImage(layer, 0, 0);
      if (i < moving.length) pen.drawImage(moving[i], ...frame.places[i]);
    });
    showText(frame);
    tell(frame.error);
  };
  const receive = async (frame, buffers) => {
    const own = frame.request === request;
    shown = frame.values;
    for (const [name, text] of Object.entries(frame.notes)) controls[name]?.note?.(text);
    for (const name of Object.keys(asked)) if (own && !(name in frame.notes)) controls[name].note?.("");
    if (own) {
      clearTimeout(silence);
      asked = {};
      waiting = false;
      ask(); // Python rekent alvast aan het volgende beeld terwijl de browser dit uitpakt
    }
    showValues();
    try {
      await draw(frame, buffers.slice(0, frame.background), buffers.slice(frame.background));
    } catch (problem) {
      tell("De browser kan dit beeld niet tonen. Voer deze cel opnieuw uit.");
      console.error(problem);
    }
    for (const control of own ? Object.values(controls) : []) {
      if (frame.error) control.pause?.();
      else if (!waiting) control.next?.(); // loopt er alweer een vraag, dan speelt het antwoord daarop verder
    }
    clearTimeout(calm);
    calm = setTimeout(speak, CALM);
  };

  const first = model.get("frame");
  shown = first.values;
  showValues();
  showText(first);
  el.append(root);
  draw(first, first.background, first.images).then(ask);
  model.on("msg:custom", receive);
  return () => {
    model.off("msg:custom", receive);
    clearTimeout(silence);
    clearTimeout(calm);
  };
}

export default { render };
