// Tekent de blokken van een kaart met gewone HTML-elementen. Python bepaalt de inhoud; hier staat alleen de vorm.
import { converse, keepKeys, make, makeAlarm, makeButton, newId } from "../live/widgets.js";

const MARKS = new Map([
  [true, "✓ "],
  [false, "✗ "],
]);

// Tekst met `code` ertussen, als stukken voor in een element.
const withCode = (text) =>
  text.split("`").map((part, index) => (index % 2 ? make("code", { textContent: part }) : part));

export function render({ model, el }) {
  const root = make("div", { className: `${model.get("root_class")} hoe-ai-card` });
  keepKeys(root);
  const { element: alarm, tell } = makeAlarm("hoe-ai-alarm");
  const chosen = {}; // wat er nu is aangevinkt, ook als Python nog geen druk op een knop zag
  let pressed = "";
  let working = "";

  const conversation = converse(model, {
    tell,
    question() {
      working = pressed;
      pressed = "";
      return working ? { button: working, choices: chosen } : null;
    },
    answer(message, _buffers, own) {
      if (own) working = "";
      tell("");
      if (message.blocks) model.set("blocks", message.blocks);
      if (!model.get("blocks").some((block) => block.name === pressed)) pressed = ""; // die knop is er niet meer
      conversation.ask();
    },
    failed() {
      pressed = "";
      working = "";
    },
  });
  const press = (name) => {
    if (name === working) return; // nog eens drukken helpt niet: de vraag is al onderweg
    pressed = name;
    conversation.ask();
  };

  const draw = {
    heading: (block) => make("p", { className: "hoe-ai-heading", textContent: block.text }),
    paragraph: (block) => make("p", { className: "hoe-ai-text" }, ...withCode(block.text)),
    code: (block) => make("pre", { className: "hoe-ai-code", tabIndex: 0, textContent: block.text }),
    button: (block) => {
      const className = block.main ? "hoe-ai-button hoe-ai-primary" : "hoe-ai-button";
      return makeButton(block.label, () => press(block.name), { className });
    },
    status: (block) => {
      const node = make("p", { className: "hoe-ai-note", tabIndex: -1 });
      node.dataset.kind = block.correct === null ? "" : block.correct ? "good" : "error";
      node.setAttribute("role", "status");
      // eerst het lege vak, dan pas de tekst: zo leest voorleessoftware hem voor
      requestAnimationFrame(() => {
        node.replaceChildren(...withCode((MARKS.get(block.correct) ?? "") + block.text));
      });
      return node;
    },
    choices: (block) => {
      const group = newId();
      if (block.chosen !== null) chosen[block.name] = block.chosen;
      const options = (block.order ?? [...block.options.keys()]).map((index) => {
        const radio = make("input", { type: "radio", name: group, value: index, disabled: block.locked });
        radio.checked = chosen[block.name] === index;
        radio.onchange = () => {
          chosen[block.name] = index;
        };
        const letter = block.letters?.[index];
        const words = make(
          "span",
          {},
          ...(letter ? [make("b", {}, letter), " "] : []),
          ...withCode(block.options[index]),
        );
        return make("label", {}, radio, words);
      });
      const legend = make("legend", {}, ...withCode(block.legend));
      return make("fieldset", { className: block.inline ? "hoe-ai-inline" : "" }, legend, ...options);
    },
  };

  // Alleen blokken die veranderden worden vervangen; de focus blijft waar hij was of gaat naar het nieuwe oordeel.
  let shown = [];
  const update = () => {
    working = ""; // Python deed wat gevraagd was: nog eens dezelfde knop is nu een nieuwe vraag
    const blocks = model.get("blocks").filter((block) => block.type in draw);
    const focused = root.contains(document.activeElement) ? document.activeElement : null;
    const old = new Map(shown.map((item) => [item.key, item.node]));
    shown = blocks.map((block, index) => {
      const key = `${index} ${JSON.stringify(block)}`;
      return { key, block, node: old.get(key) ?? draw[block.type](block) };
    });
    const fresh = shown.filter((item) => !old.has(item.key));
    root.replaceChildren(...shown.map((item) => item.node), alarm);
    if (!focused) return;
    const verdict = fresh.findLast((item) => item.block.type === "status")?.node;
    const target = root.contains(focused) ? focused : (verdict ?? root.querySelector("button"));
    // een vak zonder tekst is onzichtbaar en krijgt geen focus: wachten tot de tekst er staat
    if (target === verdict) requestAnimationFrame(() => target?.focus({ preventScroll: true }));
    else target?.focus({ preventScroll: true });
  };
  model.on("change:blocks", update);
  update();
  el.append(root);
  return () => {
    model.off("change:blocks", update);
    conversation.stop();
  };
}
