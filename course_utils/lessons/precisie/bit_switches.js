// Bitschakelaars: een klik wordt hier meteen uitgerekend. Wat iemand typt, leest Python (bit_switches.py), en die rekent
// ook de regels na waarmee de tests deze JavaScript vergelijken. BigInt rekent met gehele getallen zonder afronden.

const SUPERSCRIPT = Object.fromEntries([..."-0123456789"].map((sign, i) => [sign, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"[i]]));
const raised = (power) => [...String(power)].map((sign) => SUPERSCRIPT[sign]).join("");
const dutch = (whole) =>
  String(whole)
    .replace("-", "−")
    .replace(/\B(?=(\d{3})+$)/g, ".");
const NONE = "is er niet";

function split(pattern, format) {
  const bits = pattern.toString(2).padStart(format.bits, "0");
  const middle = 1 + format.exponent_bits;
  return { bits, sign: bits[0] === "1", exponent: bits.slice(1, middle), mantissa: bits.slice(middle) };
}

// Een waarde is units × 2^power, met apart het teken; special is "", "inf" of "nan".
export function decode(pattern, format) {
  if (format.integer) {
    const value = pattern > format.overflow_pattern ? pattern - 2 ** format.bits : pattern;
    return { special: "", negative: value < 0, units: BigInt(Math.abs(value)), power: 0 };
  }
  const { sign, exponent, mantissa } = split(pattern, format);
  const magnitude = pattern % 2 ** (format.bits - 1);
  const above = magnitude - format.overflow_pattern;
  const special = above > 0 ? "nan" : above === 0 && format.has_infinity ? "inf" : "";
  const stored = parseInt(exponent, 2);
  const units = BigInt(`0b${mantissa}`) + (stored ? 2n ** BigInt(format.mantissa_bits) : 0n);
  return { special, negative: sign, units, power: Math.max(stored, 1) - format.bias - format.mantissa_bits };
}

export function exact({ special, negative, units, power }) {
  if (special === "nan") return "geen getal (NaN)";
  const sign = negative ? "−" : "";
  if (special) return `${sign}∞`;
  const places = Math.max(0, -power);
  const scaled = power >= 0 ? units << BigInt(power) : units * 5n ** BigInt(places);
  const digits = scaled.toString().padStart(places + 1, "0");
  const rest = digits.slice(digits.length - places).replace(/0+$/, "");
  return sign + dutch(digits.slice(0, digits.length - places)) + (places && rest ? `,${rest}` : "");
}

export function short(value) {
  const text = exact(value);
  if (text.replace("−", "").length <= 16 || value.special) return text;
  const [front, back] = (Number(value.units) * 2 ** value.power).toExponential(8).split("e");
  const [digits, power] = [front.replace(".", "").replace(/0+$/, ""), Number(back)];
  const sign = value.negative ? "−" : "";
  if (power < 0 && power >= -5) return `≈ ${sign}0,${"0".repeat(-power - 1)}${digits}`;
  if (power >= 0 && power <= 5) {
    const whole = dutch(digits.slice(0, power + 1).padEnd(power + 1, "0"));
    return `≈ ${sign}${whole},${digits.slice(power + 1)}`.replace(/,$/, "");
  }
  return `≈ ${sign}${`${digits[0]},${digits.slice(1)}`.replace(/,$/, "")} × 10${raised(power)}`;
}

export function nextNumber(pattern, format) {
  if (decode(pattern, format).special === "nan" || pattern === format.overflow_pattern) return null;
  if (format.integer) return (pattern + 1) % 2 ** format.bits;
  const negativeZero = 2 ** (format.bits - 1);
  return pattern > negativeZero ? pattern - 1 : (pattern % negativeZero) + 1;
}

export function previousNumber(pattern, format) {
  const half = 2 ** (format.bits - 1);
  const mirror = (p) => (format.integer ? 2 * half - 1 - p : (p + half) % (2 * half));
  const mirrored = nextNumber(mirror(pattern), format);
  return mirrored === null ? null : mirror(mirrored);
}

export function rows(pattern, format) {
  const value = decode(pattern, format);
  const { bits, sign, exponent, mantissa } = split(pattern, format);
  const say = (other) => (other === null ? NONE : short(decode(other, format)));
  const gap = { special: "", negative: false, units: 1n, power: value.power };
  const last = [
    ["Vorig getal", say(previousNumber(pattern, format))],
    ["Volgend getal", say(nextNumber(pattern, format))],
    ["Gat", value.special ? NONE : short(gap)],
  ];
  if (format.integer) {
    const weights = [...bits].map((_, i) => (i ? 1 : -1) * 2 ** (format.bits - 1 - i));
    const sum =
      weights
        .filter((_, i) => bits[i] === "1")
        .map(dutch)
        .join(" + ") || "0";
    return [["Som", sum], ["Waarde", exact(value)], ...last];
  }
  const signText = sign ? "1, dus min" : "0, dus plus";
  if (value.special) {
    const special = value.special === "inf" ? "alles 0" : format.has_infinity ? "niet alles 0" : "alles 1";
    return [
      ["Teken", signText],
      ["Exponent", "alles 1: een bijzonder patroon"],
      ["Mantisse", special],
      ["Waarde", exact(value)],
      ...last,
    ];
  }
  const stored = parseInt(exponent, 2);
  const power = value.power + format.mantissa_bits;
  const times = `× 2${raised(power)}`;
  const total = exact({ special: "", negative: false, units: value.units, power: -format.mantissa_bits });
  let terms = [
    stored ? "1" : "0",
    ...[...mantissa].map((bit, i) => bit === "1" && `1/${2 ** (i + 1)}`).filter(Boolean),
  ];
  if (terms.length > 6) terms = [...terms.slice(0, 4), "…", terms.at(-1)];
  const exponentText = stored
    ? `${exponent} = ${stored}; ${stored} − ${format.bias} = ${dutch(power)}, dus ${times}`
    : `${exponent}: alles 0, dus ${times} zonder de onzichtbare 1`;
  const all = exact(value);
  return [
    ["Teken", signText],
    ["Exponent", exponentText],
    [`${stored ? 1 : 0} + mantisse`, terms.join(" + ") + (terms.length > 1 ? ` = ${total}` : "")],
    ["Waarde", `${sign ? "−" : "+"}1 ${times} × ${total} = ${all}${all.length > 40 ? ` (${short(value)})` : ""}`],
    ...last,
  ];
}

export function describe(pattern, format) {
  const value = decode(pattern, format);
  const { sign, exponent, mantissa } = split(pattern, format);
  const gap = rows(pattern, format).at(-1)[1];
  const end = value.special ? "" : ` Het gat tot het volgende getal is ${gap}.`;
  if (format.integer) return `${format.name} staat op ${short(value)}.${end}`;
  const parts = `teken ${sign ? 1 : 0}, exponent ${parseInt(exponent, 2)} en mantisse ${dutch(parseInt(mantissa, 2))}`;
  return `${format.name} met ${parts} is ${short(value)}.${end}`;
}

// --- De schakelaars -------------------------------------------------------------------------------------------------

function groups(format) {
  if (format.integer)
    return [
      ["teken", "teken", 1],
      ["mantisse", "grootte", format.mantissa_bits],
    ];
  return [
    ["teken", "teken", 1],
    ["exponent", "exponent", format.exponent_bits],
    ["mantisse", "mantisse", format.mantissa_bits],
  ];
}

function weightOf(format, part, place, count) {
  if (format.integer) return dutch(part === "teken" ? -(2 ** format.mantissa_bits) : 2 ** (count - 1 - place));
  if (part === "teken") return "±";
  return part === "exponent" ? String(2 ** (count - 1 - place)) : `1/${2 ** (place + 1)}`;
}

export function render({ model, el }) {
  const { formats, goals, start, root_class } = model.get("description");
  const find = (name) => formats.find((format) => format.name === name);
  const root = make("div", { className: `${root_class} hoe-ai-bits` });
  keepKeys(root);
  const group = newId();
  const goalItems = goals.map((goal) => make("li", {}, goal.text, " ", make("strong")));
  const choices = formats.map(({ name }) => {
    const radio = make("input", { type: "radio", name: group, value: name });
    // hetzelfde getal in een ander formaat: dat is afronden, en dus werk voor Python; een getypt getal begint weer bij wat
    // er getypt is, anders toont het fijnere formaat de afronding van het grovere
    radio.addEventListener("change", () =>
      model.send(
        typed
          ? { kind: "number", text: typed, format: radio.value }
          : { kind: "format", from: format.name, pattern, format: radio.value },
      ),
    );
    return make("label", {}, radio, name);
  });
  const board = make("div", {
    className: "hoe-ai-board",
    role: "group",
    "aria-label": "Bits. Pijltjes kiezen een bit, spatie zet hem om.",
  });
  const big = make("p", { className: "hoe-ai-big" });
  const table = make("tbody");
  const range = make("p", { className: "hoe-ai-sentence" });
  const spoken = make("p", { className: "hoe-ai-hidden", role: "status" });
  const step = (label, neighbour) =>
    makeButton(label, () => {
      const other = neighbour(pattern, format);
      if (other !== null) change([format.name, other]);
    });
  const again = makeButton("Opnieuw", () => change(start));
  const fields = { number: field("number", "Typ een getal, zoals 0,1"), bits: field("bits", "Typ de bits") };

  let [format, pattern] = [find(model.get("state")[0]), model.get("state")[1]];
  let typed = ""; // het getal zoals het getypt is, zolang het op de schakelaars staat
  let built = "";
  let bits = [];
  let calm = 0;
  const reached = goals.map(() => false);

  function field(kind, label) {
    const id = `${group}-${kind}`;
    const input = make("input", { type: "text", id, autocomplete: "off", "aria-describedby": `${id}-note` });
    const note = make("p", { className: "hoe-ai-note", "data-kind": "error", id: `${id}-note`, role: "alert" });
    let silence = 0;
    const send = () => {
      clearTimeout(silence);
      silence = setTimeout(() => tell(NO_ANSWER), SILENCE);
      model.send({ kind, text: input.value, format: format.name });
    };
    const tell = (text) => {
      clearTimeout(silence);
      note.textContent = text;
      input.setAttribute("aria-invalid", String(text !== ""));
    };
    input.addEventListener("change", send);
    return {
      element: make(
        "div",
        { className: "hoe-ai-field" },
        make("div", {}, make("label", { for: id }, label)),
        input,
        note,
      ),
      input,
      tell,
    };
  }

  function build() {
    bits = [];
    const parts = groups(format).map(([part, name, count]) => {
      const places = Array.from({ length: count }, (_, place) => {
        const button = make("button", { type: "button", role: "switch", className: "hoe-ai-bit", "data-part": part });
        const number = bits.length;
        const weight = weightOf(format, part, place, count);
        button.setAttribute("aria-label", `${name}, bit ${place + 1} van ${count}, ${weight}`);
        button.title = weight;
        button.addEventListener("click", () => {
          focusOn(number);
          change([format.name, flip(number)]);
        });
        button.addEventListener("keydown", (event) => press(event, number));
        bits.push(button);
        const small = format.bits <= 16 ? weight : part === "exponent" ? weight : "";
        return make("span", { className: "hoe-ai-place" }, button, make("small", { "aria-hidden": "true" }, small));
      });
      return make(
        "div",
        { className: "hoe-ai-part", "data-part": part },
        make("span", { "aria-hidden": "true" }, name),
        make("div", {}, ...places),
      );
    });
    board.replaceChildren(...parts);
    board.dataset.many = String(format.bits > 16);
    focusOn(0, false);
    built = format.name;
  }

  const flip = (number) => {
    const weight = 2 ** (format.bits - 1 - number);
    return Math.floor(pattern / weight) % 2 ? pattern - weight : pattern + weight;
  };
  function focusOn(number, move = true) {
    bits.forEach((button, i) => button.setAttribute("tabindex", i === number ? 0 : -1));
    if (move) bits[number].focus();
  }
  function press(event, number) {
    const to = { ArrowLeft: number - 1, ArrowRight: number + 1, Home: 0, End: bits.length - 1 }[event.key];
    const typed = event.key === "0" || event.key === "1";
    if (to === undefined && !typed) return;
    event.preventDefault();
    if (typed && bits[number].getAttribute("aria-checked") !== String(event.key === "1"))
      change([format.name, flip(number)]);
    focusOn(Math.min(Math.max(typed ? number + 1 : to, 0), bits.length - 1));
  }

  function draw() {
    if (built !== format.name) build();
    const text = split(pattern, format).bits;
    bits.forEach((button, i) => {
      if (button.textContent === text[i]) return;
      button.textContent = text[i];
      button.setAttribute("aria-checked", String(text[i] === "1"));
    });
    const value = decode(pattern, format);
    const now = exact(value);
    big.textContent = short(value).startsWith("≈") || value.special === "nan" ? short(value) : `= ${short(value)}`;
    const lines = rows(pattern, format);
    lines.forEach(([name, words], i) => {
      if (!table.rows[i]) table.append(make("tr", {}, make("th", { scope: "row" }), make("td")));
      table.rows[i].cells[0].textContent = name;
      table.rows[i].cells[1].textContent = words;
    });
    while (table.rows.length > lines.length) table.lastChild.remove();
    range.textContent = format.range;
    goals.forEach((goal, i) => {
      reached[i] = reached[i] || goal.value === now;
      goalItems[i].lastChild.textContent = reached[i] ? "✓ gehaald" : "○ nog niet";
      goalItems[i].dataset.reached = String(reached[i]);
    });
    for (const label of choices) label.firstChild.checked = label.firstChild.value === format.name;
    clearTimeout(calm);
    calm = setTimeout(() => (spoken.textContent = describe(pattern, format)), CALM);
  }

  function show([name, next]) {
    [format, pattern] = [find(name), next];
    draw();
  }
  function change(state) {
    for (const one of Object.values(fields)) {
      one.tell("");
      one.input.value = "";
    }
    typed = "";
    model.set("state", state); // alleen in de browser: wat Python weet, gaat als bericht, want berichten halen elkaar niet in
    model.send({ kind: "state", state });
  }
  const onState = () => show(model.get("state"));
  const onMessage = (message) => {
    fields[message.kind]?.tell(message.note);
    if (message.note) return draw(); // zet ook het gekozen formaat terug
    if (message.kind === "number") typed = fields.number.input.value;
    if (message.kind === "bits") typed = fields.number.input.value = "";
    else fields.bits.input.value = "";
    model.set("state", message.state);
  };
  model.on("change:state", onState);
  model.on("msg:custom", onMessage);

  if (goals.length) root.append(make("div", { className: "hoe-ai-goal" }, "Doelen", make("ul", {}, ...goalItems)));
  root.append(
    make("fieldset", { className: "hoe-ai-formats" }, make("legend", {}, "Formaat"), ...choices),
    board,
    big,
    make(
      "div",
      { className: "hoe-ai-row" },
      step("Vorig getal", previousNumber),
      step("Volgend getal", nextNumber),
      again,
    ),
    make("div", { className: "hoe-ai-controls" }, fields.number.element, fields.bits.element),
    make("div", { className: "hoe-ai-panel" }, make("table", {}, table)),
    range,
    spoken,
  );
  el.append(root);
  draw();
  return () => {
    model.off("change:state", onState);
    model.off("msg:custom", onMessage);
    clearTimeout(calm);
  };
}
