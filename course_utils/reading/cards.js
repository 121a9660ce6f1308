// De vragen in de pagina: wat lesson.py in een notebook doet. Een kaart is een model voor card.js; wat je antwoordt, blijft
// in deze browser (store.js).
import { answering } from "./answering.js";
import { readAnswer } from "./numbers.js";

const LETTERS = [..."ABCDEFGH"];
const heading = (text) => ({ type: "heading", text });
const paragraph = (text) => ({ type: "paragraph", text });
const code = (text) => ({ type: "code", text });
const button = (name, label, main = false) => ({ type: "button", name, label, main });
const status = (text, correct = null) => ({ type: "status", text, correct });
const choices = (name, legend, options, { chosen = null, locked = false, inline = false, letters = LETTERS } = {}) => ({
  ...{ type: "choices", name, legend, options, order: options.map((_, i) => i) },
  ...{ chosen, locked, inline, letters },
});

/** Een kaart: `blocks` geeft wat er staat, `press` verwerkt een knop en mag andere blokken geven. */
function makeCard(blocks, press = () => {}) {
  const card = answering({ root_class: "hoe-ai-live", blocks: blocks() }, ({ button: name, choices: chosen }) => {
    const other = name && press(name, chosen);
    return [{ blocks: other || blocks() }, []];
  });
  return { card, renew: () => card.set("blocks", blocks()) };
}

/** Voorspellen en onthullen; `measured` wordt geroepen zodra de uitkomst te zien mag zijn. */
export function makePrediction({ sureness, talk, voorspel }, id, store, measured) {
  const { text, choices: options, outcome } = voorspel[id];
  const key = `voorspelling ${id}`;
  const texts = options.map(([words]) => words);
  const isMade = ({ keuze, zeker }) => keuze in options && zeker in sureness;

  const form = (saved) => {
    const locked = isMade(saved);
    const blocks = [
      heading(`Voorspelling ${id}`),
      choices("keuze", text, texts, { chosen: locked ? saved.keuze : null, locked }),
      choices("zeker", "Hoe zeker ben je?", sureness, {
        ...{ chosen: locked ? saved.zeker : null, locked, inline: true, letters: [] },
      }),
    ];
    if (saved.overleg in options) {
      blocks.push(paragraph(`Na overleg koos je ${LETTERS[saved.overleg]}: ${texts[saved.overleg]}.`));
    }
    return blocks;
  };
  const asked = (note = "", voting = false) => {
    const saved = store.get(key);
    if (!isMade(saved)) return [...form(saved), ...(note ? [status(note)] : []), button("vast", "Leg vast", true)];
    if (typeof saved.goed === "boolean") return [...form(saved), status("Vastgelegd. Wat er bleek, staat hieronder.")];
    if (voting) {
      const again = choices("overleg", "Wat kies je nu?", texts);
      return [...form(saved), status(note || talk), again, button("opnieuw", "Leg ook deze vast", true)];
    }
    const second = saved.overleg in options ? [] : [button("overleg", "Stem opnieuw na overleg")];
    return [
      ...form(saved),
      status("Vastgelegd. Klopt het?"),
      button("meet", "Laat zien wat er bleek", true),
      ...second,
    ];
  };
  const missing = ({ keuze, zeker }) => {
    if (!(keuze in options) && !(zeker in sureness)) return "Kies eerst een antwoord, en hoe zeker je bent.";
    if (!(keuze in options)) return "Kies ook nog een antwoord.";
    return zeker in sureness ? "" : "Kies ook nog hoe zeker je bent.";
  };
  const press = (name, chosen) => {
    const saved = store.get(key);
    if (name === "overleg") return asked("", true);
    if (name === "opnieuw") {
      if (!(chosen.overleg in options)) return asked("Kies eerst een antwoord.", true);
      store.record(key, { overleg: chosen.overleg });
    } else if (name === "meet") reveal();
    else if (missing(chosen)) return asked(missing(chosen));
    else if (!isMade(saved)) {
      store.record(key, { keuze: chosen.keuze, zeker: chosen.zeker });
      if (saved.uitkomst in options) store.record(key, { goed: chosen.keuze === saved.uitkomst, achteraf: true });
      if (outcome === null || saved.uitkomst in options) reveal();
    }
  };
  const reveal = () => {
    const saved = store.get(key);
    if (outcome !== null)
      store.record(key, { uitkomst: outcome, ...(isMade(saved) ? { goed: saved.keuze === outcome } : {}) });
    measured();
    result.renew();
    question.renew();
  };

  const answer = () => {
    const saved = store.get(key);
    const blocks = [heading(`Voorspelling ${id}: wat bleek?`)];
    if (outcome === null) return [...blocks, status("Deze meting hoort bij geen van de keuzes.")];
    const [words, explanation] = options[outcome];
    const right = `Het is ${LETTERS[outcome]}: ${words}. ${explanation}`;
    if (!isMade(saved)) return [...blocks, status(`${right} (Je deed hier nog geen voorspelling.)`)];
    const [mine, praise, correction] = options[saved.keuze];
    const said = `Jij koos ${LETTERS[saved.keuze]}: ${mine} (${sureness[saved.zeker].toLowerCase()}).`;
    if (saved.keuze === outcome) blocks.push(status(`${said} Dat klopt. ${praise}`, true));
    else blocks.push(status(`${said} ${correction}`, false), paragraph(right));
    if (saved.overleg in options && saved.overleg !== saved.keuze) {
      const verdict = saved.overleg === outcome ? "dat klopt" : "dat klopt niet";
      blocks.push(paragraph(`Na overleg koos je ${LETTERS[saved.overleg]}: ${verdict}.`));
    }
    return blocks;
  };
  const question = makeCard(asked, press);
  const result = makeCard(answer);
  // Wie de uitkomst opent zonder te kiezen, heeft haar gezien: een keuze daarna telt als achteraf.
  const peek = () => store.get(key).uitkomst in options || reveal();
  return { question: question.card, result: result.card, peek, done: () => store.get(key).uitkomst in options };
}

/** Een rijtje meerkeuzevragen. */
export function makeQuiz(title, questions, store) {
  const key = ({ id }) => `vraag ${id}`;
  const blocks = (empty = "") => [
    heading(`${title}: ${questions.length} vragen`),
    ...questions.flatMap((question, i) => {
      const { id, text, choices: options, right } = question;
      const chosen = store.get(key(question)).keuze ?? null;
      const parts = [
        choices(
          id,
          `${i + 1}. ${text}`,
          options.map(([words]) => words),
          { chosen },
        ),
        button(id, `Controleer vraag ${i + 1}`),
      ];
      if (chosen in options) parts.push(status(options[chosen][1], chosen === right));
      if (id === empty) parts.push(status(`Kies eerst een antwoord bij vraag ${i + 1}.`));
      return parts;
    }),
  ];
  const press = (id, chosen) => {
    const question = questions.find((item) => item.id === id);
    if (!(chosen[id] in question.choices)) return blocks(id);
    const old = store.get(key(question));
    const first = old.eerste ?? chosen[id];
    store.record(key(question), { keuze: chosen[id], eerste: first, goed: old.goed ?? first === question.right });
  };
  return makeCard(blocks, press).card;
}

/** Een opdracht met één getal: `check(tekst)` kijkt na; de kaart toont het oordeel, de hints en de oplossing. */
export function makeNumber(id, exercise, store) {
  const key = `opdracht ${id}`;
  let verdict = null;
  const seen = (saved) => Boolean(saved.oplossing);
  const blocks = () => {
    if (!verdict) return [];
    const { hints } = exercise;
    const saved = { hints: 0, ...store.get(key) };
    const parts = [status(verdict.text, verdict.correct)];
    parts.push(...hints.slice(0, saved.hints).map((hint, i) => paragraph(`Hint ${i + 1}: ${hint}`)));
    if (seen(saved)) return [...parts, paragraph("Een goede oplossing:"), code(exercise.solution)];
    if (verdict.correct) return [...parts, button("oplossing", "Laat een oplossing zien")];
    if (saved.hints >= hints.length) return [...parts, button("oplossing", "Laat de oplossing zien")];
    return [...parts, button("hint", `Hint ${saved.hints + 1} van ${hints.length}`)];
  };
  const press = (name) => {
    const saved = store.get(key);
    if (name === "oplossing") store.record(key, { oplossing: true });
    if (name === "hint") store.record(key, { hints: Math.min((saved.hints ?? 0) + 1, exercise.hints.length) });
  };
  const { card, renew } = makeCard(blocks, press);
  const check = (text) => {
    const found = judge(exercise, text);
    verdict = found;
    const old = store.get(key);
    if (found.correct !== null && !old.goed) {
      const tries = { goed: found.correct, pogingen: (old.pogingen ?? 0) + 1 };
      if (found.correct) store.record(key, { ...tries, zelf: !seen(old) });
      else store.record(key, { ...tries, fouten: [...(old.fouten ?? []), found.mistake].slice(0, 200) });
    }
    renew();
  };
  return { card, check };
}

/** Het oordeel over een getypt antwoord: eerst goed of fout, dan de fout die we herkennen. */
export function judge({ right, tolerance, praise, known, near, further }, text) {
  const values = readAnswer(text);
  if (values === null) {
    const empty = text.trim() === "";
    const help = "Dit kan ik niet lezen. Typ een getal of een som, zoals 12.560, 1,5 of 28 * 28.";
    return { correct: empty ? null : false, text: empty ? "Typ eerst een getal of een som." : help, mistake: -1 };
  }
  const close = (a, b, off) => Math.abs(a - b) <= Math.max(off * Math.max(Math.abs(a), Math.abs(b)), 1e-12);
  if (values.some((value) => close(value, right, tolerance))) return { correct: true, text: praise, mistake: -1 };
  for (const off of [1e-6, 1e-4, tolerance]) {
    const hit = known.find(([value]) => values.some((given) => close(given, value, off)));
    if (hit) return { correct: false, text: hit[1], mistake: hit[2] };
  }
  const [value] = values;
  if (close(value, right, 0.02)) return { correct: false, text: near, mistake: -1 };
  const ratio = Math.abs(right ? value / right : value);
  const side = Math.abs(value) > Math.abs(right) ? "te groot" : "te klein";
  const rest = further[ratio > 0.1 && ratio < 10 ? side : `veel ${side}`];
  return { correct: false, text: `${text.trim()} is het niet${rest}`, mistake: -1 };
}
