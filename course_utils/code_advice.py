"""Zeg in het Nederlands wat er mis is met code: wat de fout is en hoe het wel moet.

Wie een getal of som uit de tekst overneemt, schrijft het op zijn Nederlands: 0,05 of 12.560, 3 x 4, 28², √25, 14 GB.
De raad noemt precies wat er staat en wat het moet worden, of noemt geen getal. Alleen tekst gaat erin en eruit: deze
module voert niets uit. De vaste zinnen staan in code_advice.toml.
"""

import builtins
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from keyword import iskeyword
from pathlib import Path
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


@cache
def sentences(module: str) -> dict[str, Any]:
    """De vaste zinnen die naast een module staan. Pas gelezen als er iets fout is: meestal hoeft het nooit."""
    import tomllib

    return tomllib.loads(Path(module).with_suffix(".toml").read_text("utf-8"))


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
    for pattern, text in sentences(__file__)["notations"]:
        for match in re.finditer(pattern.replace("LINKS", _OPERAND).replace("RECHTS", _RIGHT), code):
            if said := _filled(text, match):
                return said
    return _division(code) or _no_brackets(code) or _unit(code, set(names))


def _root(match: re.Match) -> str:
    inside = match[1].strip("()") or "..."
    return f"Het teken √ kent Python niet. Een wortel schrijf je als `math.sqrt({inside})`, of als `** 0.5`."


def _superscript(match: re.Match) -> str:
    base, power = match[1] or "", match[2].translate(_SUPERSCRIPT)
    if base.endswith(")") and "(" not in base:
        base = "(...)"
    return f"Een macht schrijf je met twee sterretjes: `{base}**{power}`."


def _semicolon(match: re.Match) -> str:
    return f"Tussen de getallen hoort een komma, geen puntkomma: `{re.sub(' *;', ',', match[0])}`."


def _times(match: re.Match) -> str | None:
    left, right = with_point(match[1]), with_point(match[2])
    if left == "0" and " " not in match[0]:
        return None  # 0x10 is een getal
    if iskeyword(left) or iskeyword(right) or hasattr(builtins, left):
        return None
    said = f"Vermenigvuldigen is in code een sterretje: `{_open(left)} * {_open(right)}`."
    sizes = left.isdigit() and right.isdigit() and not re.search(r"[*+/]", match.string)
    return f"{said} Is het een vorm, schrijf dan haakjes en een komma: ({left}, {right})." if sizes else said


_SPOKEN = {"maal": "*", "keer": "*", "plus": "+", "min": "-", "gedeeld door": "/", "tot de macht": "**"}


def _spoken(match: re.Match) -> str:
    """Een som in woorden: 28 maal 28."""
    left, right = with_point(match[1]), with_point(match[3])
    return f"In code is {match[2]} een teken: `{_open(left)} {_SPOKEN[match[2]]} {_open(right)}`."


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
        if unit == "%":
            return f"Een procent is een honderdste: {digits} % is in code {float(typed.python[0]) / 100:g}."
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
    if "Maybe you meant '=='" in said and re.search(r"[(\[,] *\w+ *=", line) and not re.match(_BLOCKS, line):
        return Advice("Tussen haakjes staan alleen de waarden. Laat de namen en de is-tekens weg.")
    if (first := re.match(r"\s*([A-Z][a-z]+) ", line)) and iskeyword(first[1].lower()) and not iskeyword(first[1]):
        return Advice(f"`{first[1]}` schrijf je zonder hoofdletter: `{first[1].lower()}`.")
    for pattern, advice in sentences(__file__)["syntax"]:
        if re.search(pattern, said):
            return Advice(advice.format(line=shown))
    if "non-printable character" in said:
        return Advice("Op deze regel staat een onzichtbaar teken, vaak een spatie uit een andere tekst. Typ haar over.")
    if match := re.search(r"invalid character '?(.)?'?", said):
        return Advice(f"Op deze regel staat een teken dat Python niet kent: {match[1] or 'een onzichtbaar teken'}")
    letters = re.search(r"(?<![\w\"'])([A-Za-z]\d?) ([A-Za-z]\d?)(?!\w)", line)
    if letters:
        return Advice(
            f"Tussen {letters[1]} en {letters[2]} ontbreekt een teken. Keer is een sterretje: "
            f"`{letters[1]} * {letters[2]}`. Een tabel keer een rij is `@`."
        )
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


# --- fouten tijdens het uitvoeren ------------------------------------------------------------------------------------


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
    if "·" in name:  # voor Python is dit een letter
        left, right = name.split("·", 1)
        return Advice(f"Vermenigvuldigen is in code een sterretje: `{left} * {right}`.")
    if name in _FROM_START:
        return Advice(f"Python kent `{name}` nog niet. Voer eerst de startcel uit: de bovenste cel met code.")
    if name in _SELF:
        return Advice(_SELF[name])
    functions, numpy = sentences(__file__)["functions"], sentences(__file__)["numpy"]
    if name in functions:
        arrays = bool(parameters) and "np" in names  # in een functie gaat het om rijen
        module = "np" if arrays or ("math" not in names and "np" in names) else "math"
        extra = " Dat is de natuurlijke logaritme." if name in ("ln", "log") else ""
        start = "" if module in names else f" Zet erboven: `import {module}`."
        return Advice(f"`{name}` heet in Python `{module}.{functions[name]}`.{extra}{start}")
    if name in numpy:
        return Advice(f"`{name}` heet in Python `{numpy[name]}`.")
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
    if len(name) == 1:
        return Advice(f"`{name}` heeft hier geen waarde. Is het een letter uit een formule? Vul dan het getal in.")
    return Advice(
        f"Python kent `{name}` nog niet. Voer eerst de startcel en de cellen van deze stap uit, van boven naar beneden."
    )


def error_advice(
    error: BaseException,
    code: str,
    source: str,
    names: Mapping[str, Any],
    parameters: tuple[str, ...] = (),
    where: Callable[[str], str | None] = lambda name: None,
) -> Advice:
    """Raad bij een fout tijdens het uitvoeren. code: de regel; source: de hele cel of functie; names en parameters:
    zie name_advice; where: zegt in welke cel een naam een waarde krijgt."""
    said = str(error)
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError) and "'" in said:
        name = said.split("'")[1]
        return name_advice(name, code, names, parameters, where(name))
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
    kinds = {kind.__name__ for kind in type(error).__mro__}
    for kind, pattern, text in sentences(__file__)["messages"]:
        if kind in kinds and (match := re.search(pattern, said)):
            return Advice(_filled(text, match))
    for kind, text in sentences(__file__)["kinds"].items():
        if kind in kinds:
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


def _sort(name: str) -> str:
    return sentences(__file__)["sorts"].get(name, name)


def _filled(text: str, match: re.Match) -> str | None:
    """Vul in een zin in wat er gevonden is; wat er in te vullen valt, staat bovenaan code_advice.toml."""
    if text in _WRITERS:
        return _WRITERS[text](match)
    groups = (*(group or "" for group in match.groups()), "", "")
    words = {"sort1": _sort(groups[0]), "Sort1": _sort(groups[0]).capitalize(), "sort2": _sort(groups[1])}
    words |= {"open1": _open(groups[0]), "open2": _open(groups[1]), "point1": with_point(groups[0])}
    words |= {"digits": re.sub(r"\D", "", match[0]), "stripes": re.sub(r"[.\s]", "_", match[0])}
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
    said = sentences(__file__)
    known = said["functions"].get(name) or said["numpy"].get(name, "").removeprefix("np.")
    right = f" Schrijf `{module if module != 'numpy' else 'np'}.{known}`." if known and known != name else ""
    return f"`{module}` heeft geen `{name}`.{right or ' Kijk of de naam goed gespeld is.'}"


_WRITERS = {
    "=operands": _operands,
    "=given": _given,
    "=shapes": _shapes,
    "=attribute": _attribute,
    "=root": _root,
    "=superscript": _superscript,
    "=semicolon": _semicolon,
    "=times": _times,
    "=spoken": _spoken,
    "=comma": lambda match: comma_advice(match.string),
}
