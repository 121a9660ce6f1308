"""Waardoor wordt rekenen begrensd? De rooflineregel, en wat een taalmodel kost aan rekenwerk en geheugen.

Roofline: Williams, Waterman en Patterson (2009), "Roofline: an insightful visual performance model", CACM 52(4).
2N en 6ND: Kaplan e.a. (2020), arXiv:2001.08361, paragraaf 2.1. Per parameter en per token kost vooruit rekenen een
vermenigvuldiging en een optelling; terugrekenen kost er nog eens twee keer zoveel.
16 byte per parameter: Rajbhandari e.a. (2020, ZeRO), arXiv:1910.02054, paragraaf 3.1.

Alles in bytes, seconden en FLOP (bewerkingen met kommagetallen); snelheden dus in byte en FLOP per seconde.
"""

INFERENCE_BYTES = 2  # per parameter: het gewicht zelf, in 16 bit
# Trainen met Adam in gemengde precisie: gewicht en helling in 16 bit, en in 32 bit een kopie en twee gemiddelden.
TRAINING_BYTES = 2 + 2 + 4 + 4 + 4
SECONDS_PER_YEAR = 365.25 * 24 * 3600


def product_flops(rows: int, inner: int, columns: int) -> int:
    """FLOP van een matrix (rows, inner) maal een matrix (inner, columns): per uitkomst inner keer × en +."""
    return 2 * rows * inner * columns


def product_bytes(rows: int, inner: int, columns: int) -> int:
    """Bytes die in FP32 minstens heen en weer gaan: twee matrices lezen en één schrijven."""
    return 4 * (rows * inner + inner * columns + rows * columns)


def attainable(intensity: float, peak: float, bandwidth: float) -> float:
    """Het dak: hoeveel FLOP per seconde er hooguit kan bij zoveel FLOP per byte."""
    return min(peak, intensity * bandwidth)


def ridge(peak: float, bandwidth: float) -> float:
    """De knik van het dak, in FLOP per byte. Links ervan begrenst het geheugen, rechts het rekenen."""
    return peak / bandwidth


def step_seconds(
    parameters: float, tokens: int, peak: float, bandwidth: float, bytes_per_parameter: float = INFERENCE_BYTES
) -> tuple[float, float]:
    """Eén stap van een taalmodel met zoveel tokens tegelijk: (seconden om te lezen, seconden om te rekenen).

    Lezen en rekenen gaan tegelijk, dus de stap duurt minstens de langste van de twee. Niet meegeteld: het geheugen
    voor de tokens die er al staan, en het rekenwerk van attention zelf.
    """
    return parameters * bytes_per_parameter / bandwidth, 2 * parameters * tokens / peak


def training_flops(parameters: float, tokens: float) -> float:
    """FLOP om een taalmodel te trainen: 6ND."""
    return 6 * parameters * tokens


def training_seconds(parameters: float, tokens: float, peak: float, share: float) -> float:
    """Hoelang trainen duurt op een machine die zo'n deel (share) van haar piek haalt."""
    return training_flops(parameters, tokens) / (share * peak)
