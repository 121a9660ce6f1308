"""Nederlandse getallen, op één plek: schrijven, lezen zoals iemand ze typt, en zeggen hoe ze in Python heten.

Een komma is voor de decimalen, een punt of een spatie scheidt duizendtallen. Eén punt met drie cijfers erachter
('1.024') kan twee dingen betekenen: dan volgt een vraag, geen gok.
"""

import math
import re
import unicodedata
from dataclasses import dataclass

_SCALE_WORDS = ((1e15, "biljard"), (1e12, "biljoen"), (1e9, "miljard"), (1e6, "miljoen"))


# --- schrijven -------------------------------------------------------------------------------------------------------


def dutch(number: float, decimals: int | None = None) -> str:
    """Schrijf een getal op zijn Nederlands: 13002 -> '13.002', 0.0144 -> '0,0144', -2 -> '−2'.

    decimals: vast aantal cijfers achter de komma; zonder: hele getallen zonder komma, andere met hooguit vier
    betekenisvolle cijfers.
    """
    if isinstance(number, str):
        raise TypeError("dutch verwacht een getal, geen tekst")
    if math.isnan(number):
        return "geen getal (NaN)"
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    if decimals is not None:
        text = f"{abs(number):,.{decimals}f}"
    elif number == int(number):
        text = f"{abs(number):,.0f}"
    else:
        decimals = max(0, 3 - math.floor(math.log10(abs(number))))
        text = f"{abs(number):,.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if decimals else text  # de nul van 12.340 hoort bij het getal
    minus = number < 0 and any(digit in text for digit in "123456789")
    return ("−" if minus else "") + text.translate(str.maketrans(",.", ".,"))


def dutch_words(number: float, digits: int = 3) -> str:
    """Schrijf een groot getal met een woord: 174604259328 -> '175 miljard', 1.76e12 -> '1,76 biljoen'."""
    size = float(f"{abs(number):.{digits - 1}e}")  # eerst afronden: 999,6 miljoen wordt 1 miljard
    for unit, word in _SCALE_WORDS:
        if size >= unit:
            return f"{'−' if number < 0 else ''}{dutch(float(f'{size / unit:.{digits - 1}e}'))} {word}"
    return dutch(number)


def percent(share: float, decimals: int = 0) -> str:
    """Schrijf een deel van 1 als percentage: 0.957 -> '96 %', met decimals=1 '95,7 %'.

    Wat bijna 0 of bijna 1 is, wordt niet tot 0 of 100 afgerond: 'minder dan 0,1 %', 'meer dan 99,9 %'.
    """
    if share not in (0, 1) and round(100 * share, decimals) in (0, 100):
        decimals = max(1, decimals)
        edge = 10.0**-decimals
        if 0 < 100 * share < edge:
            return f"minder dan {dutch(edge, decimals)} %"
        if 100 - edge < 100 * share < 100:
            return f"meer dan {dutch(100 - edge, decimals)} %"
    return f"{dutch(100 * share, decimals)} %"


def counted(number: int, one: str, more: str) -> str:
    """Schrijf een aantal met het goede woord erachter: '1 stap', '1.000 stappen'."""
    return f"{dutch(number)} {one if number == 1 else more}"


# --- lezen -----------------------------------------------------------------------------------------------------------


class UnreadableNumber(ValueError):
    """Wat er staat, is geen (eenduidig) getal; de tekst van de uitzondering zegt in het Nederlands waarom."""


@dataclass(frozen=True)
class Typed:
    """Wat iemand typte. python: hoe Python het getal schrijft, twee keer als er twee dingen bedoeld kunnen zijn;
    dutch: hetzelfde met een komma; unit: wat er nog achter stond, zoals 'GB' of '%'."""

    python: tuple[str, ...]
    dutch: tuple[str, ...]
    unit: str = ""


_POWERS = {
    "duizend": 3,
    "miljoen": 6,
    "mln": 6,
    "miljard": 9,
    "mld": 9,
    "mrd": 9,
    "biljoen": 12,
    "biljard": 15,
    "triljoen": 18,
}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_DIGITS = r"(?:\d[\d_]*(?:[ .,]\d+)*[.,]?|[.,]\d+)"
_TYPED = (  # re vertaalt dit patroon bij het eerste getal dat iemand typt
    rf"(?P<sign>[-+]?) ?(?:(?P<digits>{_DIGITS})(?:e(?P<exponent>[-+]?\d+)"
    r"| ?[x×·*] ?10(?:\^|\*\*) ?\(?(?P<times>[-+]?\d+)\)?)?"
    r"|10(?:\^|\*\*) ?\(?(?P<ten>[-+]?\d+)\)?)"
    rf" ?\.?(?P<word>{'|'.join(_POWERS)})?\.?(?P<unit>(?: ?(?!e\b)[a-zà-öø-ÿ%°€µμω][^\d]*)?)"
)
_LONGEST = 500  # tekens; langer is geen getal dat iemand typte
_NOT_FINITE = {"nan": math.nan, "inf": math.inf, "infinity": math.inf, "oneindig": math.inf, "∞": math.inf}


def interpret(text: str) -> Typed | None:
    """Zeg welk getal, of welke twee getallen, iemand bedoelt; None als er geen getal staat."""
    match = re.fullmatch(_TYPED, _normal(text), re.IGNORECASE)
    if not match:
        return None
    plain = _plain(match["digits"]) if match["digits"] else ("1",)
    if not plain:
        return None
    if match["exponent"]:
        plain = plain[-1:]  # in 1.024e3 is de punt een komma
    sign = "-" if match["sign"] == "-" else ""
    power = int(match["exponent"] or match["times"] or match["ten"] or 0) if _short_power(match) else 999_999
    power += _POWERS.get((match["word"] or "").lower(), 0)
    tail = f"e{power}" if power or match["exponent"] else ""
    written = tuple(f"{sign}{digits}{tail}" for digits in plain)
    return Typed(written, tuple(number.replace(".", ",") for number in written), match["unit"].strip())


def read_dutch_number(text: str, whole: bool = False, not_finite: bool = False) -> float:
    """Lees een getal zoals iemand het typt: '1,5', '0.125', '12 560', '1.000,5', '−3', '175 miljard', '1e-5'.

    whole: er worden alleen hele getallen gevraagd, dus '1.024' is 1024. not_finite: ook 'nan' en 'oneindig' zijn goed.
    Fout: UnreadableNumber met een zin die helpt.
    """
    clean = _normal(text)
    shown = text.strip() if len(text.strip()) <= 24 else text.strip()[:20] + "…"
    if not clean:
        raise UnreadableNumber("Het veld is leeg. Typ een getal, bijvoorbeeld 0,1 of 1e-5.")
    if not_finite and (word := clean.lstrip("+-").lower()) in _NOT_FINITE and len(clean) - len(word) <= 1:
        return math.copysign(1, -1 if clean[0] == "-" else 1) * _NOT_FINITE[word]
    typed = interpret(text)
    if typed is None:
        raise UnreadableNumber(f"‘{shown}’ is geen getal. Typ bijvoorbeeld 0,1 of 65504 of 1e-5.")
    if len(typed.python) > 1 and not whole:
        raise UnreadableNumber(question(typed))
    if typed.unit:
        raise UnreadableNumber(f"Typ alleen het getal, zonder {typed.unit}: {typed.dutch[0]}.")
    value = float(typed.python[0])
    if math.isinf(value):
        tip = " Typ inf voor oneindig." if not_finite else ""
        raise UnreadableNumber(f"‘{shown}’ is te groot: Python komt tot 1,8e308.{tip}")
    if value == 0 and re.search("[1-9]", typed.python[0].partition("e")[0]):
        raise UnreadableNumber(f"‘{shown}’ is te klein: het kleinste getal van Python is 5e-324.")
    return value


def question(typed: Typed) -> str:
    """De vraag bij een getal dat twee dingen kan betekenen."""
    whole, comma = typed.dutch
    return f"Bedoel je {whole} of {comma}? Typ {whole} zonder punt, of {comma} met een komma."


def _normal(text: str) -> str:
    """Gewone spaties, gewone cijfers en een gewone min; een macht als 10⁹ wordt 10^9."""
    text = re.sub(r"(?<=10)[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda power: "^" + power[0].translate(_SUPERSCRIPT), text)
    if re.search(r"[⁰¹²³⁴⁵⁶⁷⁸⁹½¼¾]", text):
        return text.strip()  # 28² is geen 282
    text = unicodedata.normalize("NFKC", text[:_LONGEST])
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    return re.sub(r"\s+", " ", re.sub(r"[−–‐‑]", "-", text)).strip()


def _short_power(match: re.Match) -> bool:
    return all(len(match[name] or "") <= 6 for name in ("exponent", "times", "ten"))


def _plain(digits: str) -> tuple[str, ...]:
    """De cijfers zoals Python ze schrijft; twee keer als een punt twee dingen kan betekenen, leeg als het niets is."""
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits):
        return digits.replace(".", ""), digits
    if re.fullmatch(r"\d{1,3}(_\d{3})+([.,]\d+)?", digits):
        digits = digits.replace("_", "")
    elif re.fullmatch(r"[1-9]\d{0,2}((\.\d{3})+(,\d*)?|( \d{3})+([.,]\d*)?)", digits):
        digits = digits.replace(" " if " " in digits else ".", "")
    elif re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+\.\d*|[1-9]\d{0,2}(,\d{3}){2,}", digits):  # op zijn Engels
        digits = digits.replace(",", "")
    if not re.fullmatch(r"\d+[.,]?\d*|[.,]\d+", digits):
        return ()
    whole, _, rest = digits.replace(",", ".").partition(".")
    whole = whole.lstrip("0") or "0"
    return (f"{whole}.{rest}" if rest else whole,)
