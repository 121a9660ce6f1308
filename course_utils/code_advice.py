"""Zeg in het Nederlands wat er mis is met code: wat de fout is en hoe het wel moet.

Wie een getal of som uit de tekst overneemt, schrijft het op zijn Nederlands: 0,05 of 12.560, 3 x 4, 28², √25, 14 GB.
De raad noemt precies wat er staat en wat het moet worden, of noemt geen getal. Alleen tekst gaat erin en eruit: deze
module voert niets uit.
"""

import builtins
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

from course_utils.dutch_numbers import interpret

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_OPERAND = r"[A-Za-z0-9_.)\]]+"  # het eind van wat er links van een teken staat
_RIGHT = r"[-A-Za-z0-9_.(\[]+"


@dataclass(frozen=True)
class Advice:
    """Raad bij een fout. enough: deze zin zegt alles; anders hoort de melding van Python er nog onder."""

    text: str
    enough: bool = True


def bare(source: str) -> str:
    """De broncode met spaties op de plaats van teksten en opmerkingen: alle andere tekens blijven waar ze staan."""
    pattern = r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"[^"\n]*"|\'[^\'\n]*\'|#[^\n]*'
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), source)


# --- getallen en tekens zoals ze in gewone tekst staan ---------------------------------------------------------------


def decimal_commas(source: str) -> list[str]:
    """De getallen met een komma zonder spatie erachter, zoals '0,25'; 'x[3,4]' en '(16, 784)' horen daar niet bij."""
    found = re.finditer(r"(?<![\w.,\[])(\d[\d_]*,\d+(?:e[-+]?\d+)?)(?![\w,.\]]|\()", bare(source))
    return [match[1] for match in found]


def with_point(number: str) -> str:
    """'0,25' wordt '0.25'."""
    return number.replace(",", ".")


def comma_advice(source: str, sure: bool = True) -> str | None:
    """De zin bij een decimale komma in deze code; None als er geen staat."""
    numbers = list(dict.fromkeys(decimal_commas(source)))
    if not numbers:
        return None
    first = numbers[0]
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", first):  # een kommagetal, of een groot getal op zijn Engels
        whole = first.replace(",", "")
        return (
            f"Voor Python is de komma in {first} een scheiding. Schrijf {with_point(first)} voor een kommagetal, of "
            f"{whole} als je het grote getal bedoelt."
        )
    if sure or first.startswith("0"):
        return f"Voor Python is de komma in {first} een scheiding tussen twee getallen. Schrijf {with_point(first)}."
    return f"Is {first} een kommagetal? In code schrijf je dan een punt: {with_point(first)}."


def notation_advice(line: str, names: Iterable[str] = ()) -> str | None:
    """Wat er op deze regel anders staat dan Python het schrijft; None als er niets te zien is. `line` is `bare`."""
    code = line.rstrip()
    for rule in (
        _roots,
        _superscripts,
        _fractions,
        _signs,
        _thousand_points,
        _thousand_spaces,
        _leading_zeros,
        _dots_left,
        _semicolons,
        _shape,
        _times,
        _division,
        _no_brackets,
    ):
        if advice := rule(code):
            return advice
    return _unit(code, set(names))


def _roots(code: str) -> str | None:
    if match := re.search(r"√ *(\d[\d.]*|\w+|\([^()]*\)|)", code):
        inside = match[1].strip("()") or "..."
        return f"Het teken √ kent Python niet. Een wortel schrijf je als `math.sqrt({inside})`, of als `** 0.5`."
    return None


def _superscripts(code: str) -> str | None:
    if match := re.search(rf"({_OPERAND})?([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)", code):
        power = match[2].translate(_SUPERSCRIPT)
        base = match[1] or ""
        if base.endswith(")") and "(" not in base:
            base = "(...)"
        return f"Een macht schrijf je met twee sterretjes: `{base}**{power}`."
    return None


def _fractions(code: str) -> str | None:
    if match := re.search("[½¼¾]", code):
        value = {"½": "0.5", "¼": "0.25", "¾": "0.75"}[match[0]]
        return f"Het teken {match[0]} kent Python niet. Schrijf {value}."
    return None


def _signs(code: str) -> str | None:
    if match := re.search("[−–—‐‑]", code):
        return f"Dit minteken ({match[0]}) kent Python niet. Typ het streepje van je toetsenbord: -"
    if re.search("[“”„‘’]", code):
        return 'Deze aanhalingstekens kent Python niet. Typ de rechte van je toetsenbord: "'
    if match := re.search(rf"({_OPERAND}) *÷ *({_RIGHT})", code):
        return f"Delen is in code een schuine streep: `{match[1]} / {match[2]}`."
    if match := re.search("[≤≥≠]", code):
        return f"Het teken {match[0]} schrijf je in Python als {({'≤': '<=', '≥': '>=', '≠': '!='})[match[0]]}."
    return None


def _thousand_points(code: str) -> str | None:
    if match := re.search(r"(?<![\w.])\d{1,3}(?:\.\d{3}){2,}(?![\w.])", code):
        plain = match[0].replace(".", "_")
        return (
            f"In code krijgt een groot getal geen punten. Schrijf {plain.replace('_', '')}, of met streepjes {plain}."
        )
    return None


def _thousand_spaces(code: str) -> str | None:
    if match := re.search(r"(?<![\w.])[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3})+(?![\w])", code):
        plain = re.sub(r"\s", "_", match[0])
        return f"Schrijf een groot getal in code aan elkaar: {plain.replace('_', '')}, of met streepjes {plain}."
    return None


def _leading_zeros(code: str) -> str | None:
    if re.search(r"(?<![\w.])\d+,0\d", code):
        return comma_advice(code)
    if match := re.search(r"(?<![\w.,])0+([1-9]\d*)(?![\w.])", code):
        return f"Een heel getal begint in Python niet met een 0. Schrijf {match[1]}."
    return None


def _dots_left(code: str) -> str | None:
    if re.search(r"(\.\.\.|…) *[\w(\-.]|[\w)] *(\.\.\.|…)", code):
        return "De drie puntjes staan er nog. Haal ze weg: jouw code komt op hun plaats."
    return None


def _semicolons(code: str) -> str | None:
    if match := re.search(r"[(\[][^()\[\]]*;[^()\[\]]*[)\]]", code):
        return f"Tussen de getallen hoort een komma, geen puntkomma: `{re.sub(' *;', ',', match[0])}`."
    return None


def _times(code: str) -> str | None:
    if match := re.search(rf"({_OPERAND}) *[×·⋅∙✕] *({_RIGHT})", code):
        return f"Vermenigvuldigen is in code een sterretje: `{_open(match[1])} * {_open(match[2])}`."
    for match in re.finditer(rf"(?<![\w.])({_OPERAND})(?: +[xX] +|(?<=\d)[xX](?=\d))({_RIGHT})", code):
        left, right = match[1], match[2]
        if left.lower() == "0" and "x" in match[0] and " " not in match[0]:
            continue  # 0x10 is een getal
        if iskeyword(left) or iskeyword(right) or hasattr(builtins, left):
            continue
        return f"Vermenigvuldigen is in code een sterretje: `{_open(left)} * {_open(right)}`."
    return None


def _open(operand: str) -> str:
    """Een half haakje maakt van een voorbeeld geen Python: dan liever puntjes."""
    return operand if operand.count("(") == operand.count(")") and operand.count("[") == operand.count("]") else "(...)"


_BLOCKS = r"\s*(if|elif|else|for|while|def|class|try|except|finally|with|match|case|async)\b"


def _division(code: str) -> str | None:
    if re.match(_BLOCKS, code) or "lambda" in code:
        return None
    flat = re.sub(r"\[[^\[\]]*\]|\{[^{}]*\}", lambda found: "_" * len(found[0]), code)  # x[1:3] is geen deling
    if match := re.search(rf"({_OPERAND}) *:(?!=) *({_RIGHT})", flat):
        return f"Delen is in code een schuine streep: `{_open(match[1])} / {_open(match[2])}`."
    return None


def _shape(code: str) -> str | None:
    if match := re.search(r"(?<![\w.])(\d+) bij (\d+)(?![\w.])", code):
        shape, product = f"({match[1]}, {match[2]})", f"{match[1]} * {match[2]}"
        return f"Een vorm schrijf je tussen haakjes, met een komma: {shape}. Zoek je het aantal, dan is het {product}."
    return None


def _no_brackets(code: str) -> str | None:
    match = re.search(r"(?<![\w.])([A-Za-z_][\w.]*) (\d[\d.]*)", code)
    if match and not iskeyword(match[1]):
        return f"Wat in een functie gaat, staat tussen haakjes: `{match[1]}({match[2]})`."
    return None


_NOT_UNITS = {"e", "j", "x"}


def _unit(code: str, names: set[str]) -> str | None:
    """Een eenheid, een woord als miljard, of een letter uit een formule achter een getal."""
    number = r"(?<![\w.])((?:(?<=[=(,*/+ ])-|^-)?\d[\d_]*(?:[.,]\d+)*\.?(?:e[-+]?\d+)?)"
    for match in re.finditer(rf"{number} *(%(?= *$| *[)+;,])|°C?|€|[^\W\d_][^\W\d]*)", code, re.IGNORECASE):
        unit, digits = match[2], match[1]
        if iskeyword(unit) or (unit.lower() in _NOT_UNITS and " " not in match[0]):
            continue
        if unit in names or (len(unit) == 1 and unit not in "%€"):
            return f"Tussen {digits} en {unit} ontbreekt een teken. Keer is een sterretje: `{digits} * {unit}`."
        typed = interpret(f"{digits} {unit}")
        if typed is None or len(typed.python) != 1:
            return f"Achter een getal hoort in code geen woord. Laat {unit} weg."
        if not typed.unit:
            return f"{digits} {unit} schrijf je in code als {typed.python[0]}."
        alone = re.fullmatch(rf"\s*(?:\w+ *=)? *{re.escape(match[0])} *", code.split(";")[0])
        if alone:
            return f"In code staat een getal alleen, zonder {unit} erachter: {typed.python[0]}."
        return f"In code staat een getal alleen. Laat {unit} weg."
    return None


# --- regels die Python niet kan lezen --------------------------------------------------------------------------------


def syntax_advice(error: SyntaxError, source: str, names: Iterable[str] = ()) -> Advice:
    """Raad bij code die Python niet kan lezen. source: de hele cel."""
    said = str(error.msg or error)
    lines = bare(source).splitlines() or [""]
    place = min(max((error.lineno or 1) - 1, 0), len(lines) - 1)
    if isinstance(error, IndentationError):
        return Advice(_indentation(error, said))
    line = lines[place] if lines[place].strip() else bare(error.text or "")
    near = [line, *(lines[i] for i in (place - 1, place + 1) if 0 <= i < len(lines))]
    for code in near if "never closed" not in said else near[:1]:
        if advice := notation_advice(code, names):
            return Advice(advice)
    if "leading zeros" in said and (comma := comma_advice(source)):
        return Advice(comma)
    shown = (error.text or "").strip() or (source.splitlines() or [""])[place].strip()
    for pattern, advice in _SYNTAX:
        if re.search(pattern, said):
            return Advice(advice.format(line=shown))
    if "non-printable character" in said:
        return Advice("Op deze regel staat een onzichtbaar teken, vaak een spatie uit een andere tekst. Typ haar over.")
    if match := re.search(r"invalid character '?(.)?'?", said):
        return Advice(f"Op deze regel staat een teken dat Python niet kent: {match[1] or 'een onzichtbaar teken'}")
    words = re.search(r"(?<![\w\"'])([^\W\d_]{2,}) ([^\W\d_]{2,})", line)
    if words and not (iskeyword(words[1]) or iskeyword(words[2]) or hasattr(builtins, words[1])):
        return Advice(f'Zet woorden tussen aanhalingstekens: "{words[0]}". Of ontbreekt er een teken of komma?')
    place = shown[max(0, (error.offset or 1) - 1 - (len(error.text or "") - len((error.text or "").lstrip()))) :]
    stuck = re.match(r"[\w.]+|\S", place.strip())
    where = f" Het loopt vast bij `{stuck[0]}`." if stuck else ""
    return Advice(f"Deze regel kan Python niet lezen.{where} Kijk naar de haakjes, de komma's en de tekens ervoor.")


def _indentation(error: IndentationError, said: str) -> str:
    if isinstance(error, TabError):
        return "Hier staan tabs en spaties door elkaar. Laat elke regel in het blok met vier spaties beginnen."
    if "expected an indented block" in said:
        return (
            "Na een regel die op een dubbele punt eindigt, springt de volgende regel in. Zet er vier spaties voor, of "
            "druk op Tab."
        )
    if "unindent" in said:
        return "De regels van één blok springen even ver in. Zet voor elke regel evenveel spaties: vier."
    return "Deze regel springt in, en dat hoort hier niet. Haal de spaties aan het begin weg."


_SYNTAX = (
    (r"'\(' was never closed", "Een haakje ( gaat open en niet meer dicht. Tel de haakjes op deze regel na."),
    (r"'\[' was never closed", "Een haakje [ gaat open en niet meer dicht."),
    (r"'\{' was never closed", "Een accolade {{ gaat open en niet meer dicht."),
    (r"unmatched|does not match opening", "Er staat een haakje te veel, of van de verkeerde soort. Tel ze na."),
    (r"unterminated (f-)?string|EOL while|EOF in multi", "Aan het eind van een tekst ontbreekt een aanhalingsteken."),
    (r"expected ':'", "Aan het eind van deze regel hoort een dubbele punt."),
    (r"'return' outside function", "`return` hoort in een functie. Zet er vier spaties voor."),
    (r"'(break|continue)' outside|not properly in loop", "`break` en `continue` horen in een lus, ingesprongen."),
    (r"'(yield|await).*outside", "Laat `yield` en `await` weg. Een functie geeft haar uitkomst met `return`."),
    (r"nonlocal|global", "Laat deze regel weg: in een cel is elke naam al van het hele notebook."),
    (r"duplicate argument", "Tussen de haakjes staat twee keer dezelfde naam."),
    (r"cannot assign|illegal target|assign to literal", "Links van = staat één naam, en rechts de berekening."),
    (r"Maybe you meant '=='", "Vergelijken doe je met twee keer het is-teken: ==."),
    (r"Perhaps you forgot a comma", "Op deze regel ontbreekt een teken, zoals *, of een komma tussen twee waarden."),
    (r"Missing parentheses in call to 'print'", "Zet haakjes om wat je wilt tonen: `print(...)`."),
    (r"invalid decimal literal", "Op deze regel staat een letter tegen een getal aan. Zet er een teken tussen: *."),
    (r"expected 'except' or", "Bij `try` hoort een blok `except`."),
    (r"positional argument follows keyword", "Zet argumenten met een naam (naam=waarde) achteraan."),
    (r"await|async", "Laat `async` en `await` weg: een functie begint met `def`."),
    (r"incomplete input|unexpected EOF", "Deze cel houdt te vroeg op: er ontbreekt een haakje of een regel."),
)


# --- fouten tijdens het uitvoeren ------------------------------------------------------------------------------------


_FUNCTIONS = {
    "ln": "log",
    "log": "log",
    "log2": "log2",
    "log10": "log10",
    "sqrt": "sqrt",
    "wortel": "sqrt",
    "exp": "exp",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "pi": "pi",
    "tanh": "tanh",
}
_NUMPY = {
    "mean": "np.mean",
    "gemiddelde": "np.mean",
    "gem": "np.mean",
    "argmax": "np.argmax",
    "argmin": "np.argmin",
    "array": "np.array",
    "norm": "np.linalg.norm",
    "dot": "np.dot",
    "som": "sum",
    "maximum": "max",
    "minimum": "min",
    "grootste": "max",
    "kleinste": "min",
    "afronden": "round",
    "rond": "round",
    "absoluut": "abs",
    "lengte": "len",
    "waar": "True",
    "onwaar": "False",
    "true": "True",
    "false": "False",
    "none": "None",
    "Waar": "True",
    "Onwaar": "False",
}
_SELF = {"softmax": "`softmax` moet je zelf schrijven: `np.exp(x) / np.sum(np.exp(x))`."}
_FROM_START = {"les", "np", "math", "torch", "opdracht", "voorspel", "onthul", "plt", "eindquiz", "terugblik"}
_UNITS = {"GB", "GiB", "MB", "kB", "KB", "TB", "byte", "bytes", "bit", "bits", "FLOP", "ms", "px", "gb", "mb"}


def name_advice(
    name: str, code: str, names: Mapping[str, Any], parameters: tuple[str, ...] = (), where: str | None = None
) -> Advice:
    """Raad bij een naam die niet bestaat.

    code: de regel; names: wat er wel bestaat; parameters: de namen tussen de haakjes, als de fout in een functie zit;
    where: hoe de cel heet die deze naam een waarde geeft, als die te vinden was.
    """
    beside = rf"\d,{re.escape(name)}|{re.escape(name)},\d"
    if (comma := comma_advice(code)) and re.search(beside, bare(code)):
        return Advice(comma)
    if name in _FROM_START:
        return Advice(f"Python kent `{name}` nog niet. Voer eerst de startcel uit: de bovenste cel met code.")
    if name in _SELF:
        return Advice(_SELF[name])
    if name in _FUNCTIONS:
        arrays = bool(parameters) and "np" in names  # in een functie gaat het om rijen
        module = "np" if arrays or ("math" not in names and "np" in names) else "math"
        extra = " Dat is de natuurlijke logaritme." if name in ("ln", "log") else ""
        start = "" if module in names else f" Zet erboven: `import {module}`."
        return Advice(f"`{name}` heet in Python `{module}.{_FUNCTIONS[name]}`.{extra}{start}")
    if name in _NUMPY:
        return Advice(f"`{name}` heet in Python `{_NUMPY[name]}`.")
    if where:
        return Advice(f"Python kent `{name}` nog niet. Die komt uit {where}. Voer die cel eerst uit.")
    if name in _UNITS:
        return Advice(f"`{name}` is geen getal. Laat de eenheid weg, of schrijf het getal: een GB is 10**9 byte.")
    known = [*parameters, *(other for other in names if not other.startswith("_"))]
    for cut in range(1, len(name)):  # Vd, uit een formule
        if len(name) < 5 and name[:cut] in known and name[cut:] in known:
            return Advice(f"Tussen {name[:cut]} en {name[cut:]} ontbreekt een teken: `{name[:cut]} * {name[cut:]}`.")
    same = next((other for other in known if other.lower() == name.lower()), None)
    part = next((other for other in known if other.endswith(f"_{name}") or other.startswith(f"{name}_")), None)
    close = same or part or next(iter(difflib.get_close_matches(name, known, 1, 0.8 if len(name) > 3 else 0.99)), None)
    if close:
        return Advice(f"Python kent `{name}` niet. Bedoel je `{close}`?")
    if parameters and len(name) <= 2:
        return Advice(
            f"`{name}` uit de formule bestaat in je functie niet. Reken het uit met wat tussen de haakjes staat "
            f"({', '.join(parameters)}). Hoe lang een rij is, zegt `len(...)`, zoals `len({parameters[-1]})`."
        )
    if re.search(rf"[(\[,] *{re.escape(name)} *[,)\]]", bare(code)) and len(name) > 2:
        return Advice(f'Python leest `{name}` als de naam van iets. Is het een woord, schrijf dan "{name}".')
    if parameters:
        return Advice(
            f"Je functie gebruikt `{name}`, en die naam bestaat niet. Tussen de haakjes staan: {', '.join(parameters)}."
        )
    return Advice(
        f"Python kent `{name}` nog niet. Voer eerst de startcel en de cellen van deze stap uit, van boven naar beneden."
    )


def error_advice(error: BaseException, code: str, source: str = "", names: Mapping[str, Any] | None = None) -> Advice:
    """Raad bij een fout tijdens het uitvoeren (geen NameError). code: de regel; source: de hele cel of functie."""
    names, said = names or {}, str(error)
    if "for ^" in said or "bitwise_xor" in said:
        return Advice("Een macht schrijf je in Python met twee sterretjes: 10**9, en niet 10^9.")
    if type(error).__name__ == "UsageError":
        return Advice("Een regel met % ervoor is een opdracht aan Jupyter, en deze bestaat niet. Haal hem weg.")
    if "ellipsis" in said:
        return Advice("De drie puntjes staan er nog. Zet jouw antwoord op hun plaats, of voer eerst die cel uit.")
    if isinstance(error, (TypeError, ValueError, ZeroDivisionError, IndexError)):
        if called := _called_number(said, code):
            return Advice(called)
        sure = re.search("takes|unpack|ArrayType|math domain|division", said) is not None
        elsewhere = re.search("unpack|tuple|inhomogeneous", said) is not None
        if comma := comma_advice(code, sure) or (comma_advice(source) if elsewhere else None):
            return Advice(comma)
        axis = "AxisError" in type(error).__name__ or "interpreted as an integer" in said
        if axis and (match := re.search(r"np\.(min|max|sum|mean)\(", code)):
            if match[1] in ("min", "max"):
                return Advice(f"`np.{match[1]}` neemt één rij. Voor twee getallen: `{match[1]}(a, b)`.")
            return Advice(f"`np.{match[1]}` neemt één rij. Zet de getallen tussen vierkante haken.")
    if "broadcast" in said or "is different from" in said or "unpack" in said:
        if "axis=0" in code:
            return Advice("De vormen passen niet bij elkaar. Kijk naar `axis`: `axis=1` geeft elke rij één uitkomst.")
        if re.search(r"[\w)] *\* *[\w(]", bare(code)) and "broadcast" in said:
            sizes = " en ".join(re.findall(r"\([\d, ]*\)", said)[:2])
            return Advice(f"De vormen {sizes} passen niet bij elkaar. Een rij of tabel keer een rij is `@`, geen `*`.")
    for kind, pattern, text in _MESSAGES:
        if isinstance(error, kind) and (match := re.search(pattern, said)):
            return Advice(text(match) if callable(text) else _filled(text, match))
    for kind, text in _KINDS.items():
        if isinstance(error, kind):
            return Advice(text, enough=False)
    return Advice("Python stopt op deze regel met een fout.", enough=False)


def _called_number(said: str, code: str) -> str | None:
    match = re.search(r"'([\w.]+)' object is not callable", said)
    if not match:
        return None
    sort = {"int": "een getal", "float": "een getal", "numpy.ndarray": "een rij getallen", "list": "een rij"}
    sort |= {"tuple": "een rijtje", "str": "tekst", "numpy.float64": "een getal", "NoneType": "None"}
    place = re.search(r"(?<![\w.])(\d[\d.]*|[A-Za-z]\w*|\)) *\(", bare(code))
    found = [item for item in re.finditer(r"(\d[\d.]*|\w+|\)) *\(([^()]*)\)", bare(code)) if not iskeyword(item[1])]
    builtin = [item for item in found if not hasattr(builtins, item[1])] or found
    words = sort.get(match[1], f"iets van de soort {match[1]}")
    if place and builtin and words in ("een getal", "een rij getallen"):
        item = builtin[0]
        left = item[1] if item[1] != ")" else "(...)"
        return (
            f"Vlak voor een haakje staat {words}, en Python denkt dan aan een functie. Keer schrijf je met een "
            f"sterretje: `{left} * ({item[2]})`."
        )
    return f"Vlak voor een haakje staat {words}. Alleen een functie krijgt haakjes: ontbreekt er een * of een komma?"


_SORTS = {
    "int": "een getal",
    "float": "een getal",
    "str": "tekst",
    "list": "een rij",
    "tuple": "een rijtje",
    "NoneType": "None (niets)",
    "set": "een verzameling",
    "dict": "een woordenboek",
    "function": "een functie",
    "builtin_function_or_method": "een functie",
    "method": "een functie",
    "type": "een soort",
    "module": "een module",
    "numpy.ndarray": "een array",
    "numpy.float64": "een getal",
    "bool": "True of False",
}


def _sort(name: str) -> str:
    return _SORTS.get(name, name)


def _filled(text: str, match: re.Match) -> str:
    """Vul in een zin in wat de melding noemt: {1} en {2} zoals het er staat, {sort1} als soort in het Nederlands."""
    groups = (*(group or "" for group in match.groups()), "", "")
    words = {"sort1": _sort(groups[0]), "Sort1": _sort(groups[0]).capitalize(), "sort2": _sort(groups[1])}
    last = int(groups[1]) - 1 if str(groups[1]).isdigit() else ""
    return text.format(match[0], *groups, **words, last=last, any=groups[0] or groups[1])


def _operands(match: re.Match) -> str:
    sign, left, right = match[1], match[2], match[3]
    text = f"Met `{sign}` kun je {_sort(left)} en {_sort(right)} niet combineren."
    if "NoneType" in (left, right):
        return f"{text} None krijg je van een functie zonder `return`."
    if "str" in (left, right):
        return f"{text} Haal bij een getal de aanhalingstekens weg."
    if {"function", "builtin_function_or_method", "method"} & {left, right}:
        return f"{text} Zet haakjes achter de naam van de functie."
    if {"tuple", "list"} & {left, right}:
        return f"{text} Maak er een array van met `np.array(...)`, of kijk of er een komma te veel staat."
    return text


def _given(match: re.Match) -> str:
    name, most, got = match[1].split(".")[0], match[2].split()[-1].replace("one", "1"), match[3]
    return f"`{name}` neemt {most} waarde{'n' if most != '1' else ''} tussen de haakjes, en kreeg er {got}."


def _shapes(match: re.Match) -> str:
    return f"De vormen passen niet bij elkaar: {match[1]} en {match[2]}. Een rij van 3 en een rij van 2 tel je niet op."


def _attribute(match: re.Match) -> str:
    module, name = match[1], match[2]
    known = _FUNCTIONS.get(name) or _NUMPY.get(name, "").removeprefix("np.")
    right = f" Schrijf `{module if module != 'numpy' else 'np'}.{known}`." if known and known != name else ""
    return f"`{module}` heeft geen `{name}`.{right or ' Kijk of de naam goed gespeld is.'}"


_MESSAGES: tuple[tuple[type, str, Any], ...] = (
    (TypeError, r"unsupported operand type\(s\) for ([^:]+): '([\w.]+)' and '([\w.]+)'", _operands),
    (
        TypeError,
        r"can only concatenate (?:str|list|tuple)",
        "Met + plak je tekst aan tekst. Een getal past daar niet bij.",
    ),
    (TypeError, r"([\w<>.]+)\(\) takes (from \d+ to \d+|\d+) positional arguments? but (\d+)", _given),
    (TypeError, r"([\w<>.]+)\(\) takes (exactly one|no|at most \d+|exactly \d+) arguments? \((\d+) given", _given),
    (TypeError, r"(\w+) expected (exactly \d+|at most \d+|at least \d+) arguments?, got (\d+)", _given),
    (TypeError, r"object of type '([\w.]+)' has no len", "`len` telt wat er in een rij staat, en dit is {sort1}."),
    (TypeError, r"after \*+ must be", "Achter een sterretje vóór een naam hoort een rij."),
    (TypeError, r"define __round__", "`round` neemt één getal. Voor een hele rij: `np.round`."),
    (TypeError, r"'await' expression", "Laat `await` weg."),
    (TypeError, r"(\w+)\(\) missing (\d+) required", r"Er ontbreekt een waarde tussen de haakjes."),
    (TypeError, r"missing \d+ required", "Er ontbreekt een waarde tussen de haakjes."),
    (TypeError, r"unexpected keyword argument '(\w+)'", "Deze functie kent geen `{1}=`."),
    (TypeError, r"'(\w+)' object is not subscriptable", "Vierkante haken passen niet bij {sort1}."),
    (TypeError, r"(?:argument of type |^)'([\w.]+)' object is not iterable", "Dit is {sort1}, geen rij."),
    (TypeError, r"cannot unpack non-iterable (\w+)", "Links staan meer namen dan er rechts waarden zijn."),
    (TypeError, r"indices must be integers|only integers, slices", "Een plaats in een rij is een heel getal."),
    (TypeError, r"cannot be interpreted as an integer", "Hier hoort een heel getal. Gebruik `//` of `int(...)`."),
    (
        TypeError,
        r"return arrays must be of ArrayType",
        "Deze functie van NumPy neemt één waarde. Staat er een komma te veel?",
    ),
    (
        TypeError,
        r"only .*(?:length-1|0-dimensional) arrays",
        "Hier hoort één getal, en er staat een rij. Gebruik `np.` in plaats van `math.`.",
    ),
    (TypeError, r"must be real number, not (\w+)", "Hier hoort een getal, en er staat {sort1}."),
    (TypeError, r"bad operand type for (?:unary )?([\w-]+).*: '(\w+)'", "Hier hoort een getal, en er staat {sort2}."),
    (TypeError, r"not supported between instances of '(\w+)' and '(\w+)'", "Je vergelijkt {sort1} met {sort2}."),
    (TypeError, r"unhashable type", "Een rij kan geen sleutel van een woordenboek zijn. Gebruik ronde haakjes."),
    (
        ValueError,
        r"math domain error|expected a (?:positive|nonnegative)",
        "Van een getal onder 0 bestaat geen wortel, en van 0 of minder geen logaritme.",
    ),
    (
        ValueError,
        r"too many values to unpack|not enough values to unpack",
        "Links en rechts van = staan niet evenveel waarden.",
    ),
    (ValueError, r"operands could not be broadcast together with shapes (\([\d, ]*\)) (\([\d, ]*\))", _shapes),
    (
        ValueError,
        r"size (\d+) is different from (\d+)",
        "Bij `@` moeten de maten passen: hier staat {2} tegenover {1}. Draai de volgorde om, of gebruik `.T`.",
    ),
    (ValueError, r"shapes (\([\d, ]*\)) and (\([\d, ]*\)) not aligned", _shapes),
    (
        ValueError,
        r"could not convert string to float: (.+)|invalid literal for (?:int|float)\(\).*: (.+)",
        "Van {any} is geen getal te maken.",
    ),
    (ValueError, r"inhomogeneous|setting an array element with a sequence", "De rijen zijn niet even lang."),
    (ValueError, r"Exceeds the limit", "Dit getal heeft te veel cijfers om te laten zien. Ging er een macht mis?"),
    (EOFError, r"", "Hier kan niemand iets intypen. Zet de waarde in de cel zelf."),
    (
        ImportError,
        r"cannot import name '(\w+)' from '([\w.]+)'",
        "In `{2}` bestaat `{1}` niet. Is de naam goed gespeld?",
    ),
    (ValueError, r"(.+) is not in (?:list|deque|tuple)", "{1} staat niet in de rij."),
    (
        ValueError,
        r"truth value of an array",
        "Hier hoort één True of False, en er staat een hele rij. Gebruik `np.all(...)` of `np.any(...)`.",
    ),
    (ValueError, r"arg(?:min|max) .*empty|(?:min|max)\(\) .*empty|zero-size array", "De rij is leeg."),
    (ValueError, r"cannot reshape array of size (\d+)", "{1} getallen passen niet in deze vorm."),
    (
        IndexError,
        r"index (-?\d+) is out of bounds for (?:axis \d+ with )?size (\d+)",
        "Nummer {1} bestaat niet: er zijn er {2}. Python telt vanaf 0, dus de laatste is {last}.",
    ),
    (
        IndexError,
        r"(?:list|tuple|string|pop) .*(?:out of range|empty)",
        "Dat nummer bestaat niet in de rij. Python telt vanaf 0, dus de laatste is `len(rij) - 1`.",
    ),
    (IndexError, r"too many indices", "Er staan meer nummers tussen de vierkante haken dan de array richtingen heeft."),
    (
        IndexError,
        r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
        "`axis={1}` bestaat hier niet. Een rij heeft alleen `axis=0`.",
    ),
    (
        ValueError,
        r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
        "`axis={1}` bestaat hier niet. Een rij heeft alleen `axis=0`.",
    ),
    (IndexError, r"only integers, slices", "Een plaats in een rij is een heel getal."),
    (KeyError, r"(.+)", "{1} staat hier niet in. Kijk of het precies zo geschreven is."),
    (ZeroDivisionError, r".*", "Hier wordt door nul gedeeld."),
    (AttributeError, r"module '(\w+)' has no attribute '(\w+)'", _attribute),
    (
        AttributeError,
        r"'NoneType' object has no attribute '(\w+)'",
        "Hier staat None (niets) voor de punt bij `.{1}`. Gaf een functie niets terug?",
    ),
    (
        AttributeError,
        r"'([\w.]+)' object has no attribute '(\w+)'",
        "{Sort1} kent geen `.{2}`. Is de naam goed gespeld?",
    ),
    (ModuleNotFoundError, r"No module named '([\w.]+)'", "De module `{1}` is er niet. Is de naam goed gespeld?"),
    (OverflowError, r".*", "De uitkomst is te groot voor een kommagetal. Ging er een macht mis?"),
    (RecursionError, r".*", "Een functie roept zichzelf eindeloos aan."),
    (MemoryError, r".*", "Dit past niet in het geheugen. Is er een rij of een getal veel te groot?"),
    (
        UnboundLocalError,
        r"local variable '(\w+)'",
        "`{1}` krijgt in de functie pas later een waarde. Gebruik een andere naam.",
    ),
    (FileNotFoundError, r".*", "Dit bestand is er niet. Kijk naar de naam en de map."),
    (AssertionError, r"^$", "Een controle met `assert` klopt niet."),
)

_KINDS: dict[type, str] = {
    IndexError: "Op deze regel vraag je een element dat niet in de rij staat.",
    KeyError: "Op deze regel zoek je iets op wat er niet is.",
    AttributeError: "Op deze regel vraag je een eigenschap die er niet is.",
    TypeError: "Op deze regel staan waarden die niet bij elkaar passen, of kreeg een functie een ander aantal waarden.",
    ValueError: "Op deze regel past de vorm of de inhoud van een waarde niet.",
    ImportError: "Wat je hier importeert, is er niet. Is de naam goed gespeld?",
}
