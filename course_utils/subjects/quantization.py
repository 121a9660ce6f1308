"""Kwantiseren: kommagetallen vervangen door gehele codes van 1 tot 8 bits, met een schaal per groep.

Bronnen: arXiv:2208.07339 (absmax en nulpunt); arXiv:2004.09602 (per tensor en per rij); arXiv:2110.02861 (per blok);
arXiv:1603.05279 (1 bit: teken maal gemiddelde grootte).
"""

from dataclasses import dataclass

import numpy as np

_TOO_LARGE = np.finfo(np.float32).max / 2
_TOO_SMALL = np.finfo(np.float32).tiny  # onder dit getal verliest een float32-schaal cijfers


@dataclass(frozen=True)
class Quantized:
    """Een gekwantiseerde array; waarde = (code − nulpunt) × schaal, elk met het nulpunt en de schaal van zijn groep."""

    codes: np.ndarray  # zelfde vorm als het origineel: int8 bij absmax, uint8 bij zero_point
    scale: np.ndarray  # float32, één per groep
    zero_point: np.ndarray | None  # uint8, één per groep; absmax heeft er geen
    bits: int
    group_size: int  # zoveel opeenvolgende getallen delen een schaal


def quantize(x, bits: int = 8, method: str = "absmax", granularity: str = "tensor", block_size: int = 64) -> Quantized:
    """Kwantiseer een array tot codes van 1 tot 8 bits.

    method "absmax": codes −L ... L met L = 2^(bits−1) − 1, schaal = grootste |x| / L; 0 blijft 0. Bij 2 bits zijn dat
    drie codes: −1, 0 en 1. Bij 1 bit zou L nul zijn; dan telt alleen het teken (−1 of 1) en is de schaal het gemiddelde
    van |x|, want dat geeft de kleinste kwadratische fout (arXiv:1603.05279). Een 0 blijft dan geen 0.
    method "zero_point": codes 0 ... 2^bits − 1 over het bereik van de kleinste tot de grootste waarde, met 0 erin; het
    nulpunt is de code die 0 betekent. Bij 1 bit is dus een van de twee codes 0.
    granularity: één schaal per "tensor", per "row" (de eerste as) of per "block" van block_size getallen achter elkaar.
    Fout: ValueError met een zin.
    """
    x, bits, group_size = _check(x, bits, method, granularity, block_size)
    flat = x.ravel()
    starts = np.arange(0, flat.size, group_size)
    group = np.arange(flat.size) // group_size  # voor elk getal het nummer van zijn groep
    zero_point = None
    if method == "zero_point":
        low = np.minimum(np.minimum.reduceat(flat, starts), 0)
        high = np.maximum(np.maximum.reduceat(flat, starts), 0)
        largest_code = 2**bits - 1
        scale = _as_scale((high - low) / largest_code)
        zero_point = np.rint(-low / scale).astype(np.uint8)
        codes = np.clip(np.rint(flat / scale[group]) + zero_point[group], 0, largest_code).astype(np.uint8)
    elif bits == 1:
        sizes = np.diff(starts, append=flat.size)
        scale = (np.add.reduceat(np.abs(flat), starts) / sizes).astype(np.float32)
        codes = np.where(flat < 0, -1, 1).astype(np.int8)
    else:
        scale = _as_scale(np.maximum.reduceat(np.abs(flat), starts) / (2 ** (bits - 1) - 1))
        codes = np.rint(flat / scale[group]).astype(np.int8)
    return Quantized(codes.reshape(x.shape), scale, zero_point, bits, group_size)


def dequantize(quantized: Quantized) -> np.ndarray:
    """Maak van de codes weer kommagetallen (float32), in de vorm van het origineel."""
    group = np.arange(quantized.codes.size) // quantized.group_size
    codes = quantized.codes.ravel().astype(np.float32)
    if quantized.zero_point is not None:
        codes -= quantized.zero_point[group]
    return (codes * quantized.scale[group]).reshape(quantized.codes.shape)


def _as_scale(scale: np.ndarray) -> np.ndarray:
    """Bewaar de schaal als float32. Een groep met alleen nullen krijgt schaal 1: delen door 0 kan niet."""
    return np.where(scale < _TOO_SMALL, 1, scale).astype(np.float32)


def _check(x, bits, method, granularity, block_size) -> tuple[np.ndarray, int, int]:
    """Geef de getallen als float64, het aantal bits en de groepsgrootte; wat niet kan, wordt een zin."""
    try:
        x = np.asarray(x, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("Kwantiseren kan alleen met een array van getallen.") from None
    if x.size == 0:
        raise ValueError("Deze array is leeg: er is niets om te kwantiseren.")
    if not np.all(np.abs(x) <= _TOO_LARGE):  # NaN is nergens kleiner dan
        raise ValueError("In deze array staat NaN, oneindig of een getal boven 1,7e38. Daar past geen schaal bij.")
    if bits not in range(1, 9):
        raise ValueError(f"Kies 1 tot en met 8 bits; {bits!r} kan niet.")
    if method not in ("absmax", "zero_point"):
        raise ValueError(f"Kies als methode 'absmax' of 'zero_point'; {method!r} ken ik niet.")
    if granularity not in ("tensor", "row", "block"):
        raise ValueError(f"Kies 'tensor', 'row' of 'block'; {granularity!r} ken ik niet.")
    if block_size not in range(1, 2**31):
        raise ValueError(f"Een blok heeft minstens 1 getal; {block_size!r} kan niet.")
    row = x.size // x.shape[0] if x.ndim > 1 else x.size
    return x, int(bits), {"tensor": x.size, "row": row, "block": int(block_size)}[granularity]
