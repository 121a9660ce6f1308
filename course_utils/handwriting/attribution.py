"""Toerekenen: welke verbindingen van een netwerk het antwoord bepaalden, en welke kant ze op duwden."""

import numpy as np

from course_utils.subjects.network import ACTIVATIONS, Network

MOST_LINES = (16, 12, 6)  # zoveel verbindingen naar laag 1, naar laag 2 en naar het antwoord


def trace(network: Network, layers: list[np.ndarray], answer: int) -> list[list[tuple[int, int, float]]]:
    """De sterkste verbindingen op weg naar het antwoord, per laag: (van, naar, bijdrage aan de score van het antwoord).

    Bijdrage = gewicht × invoer × hoeveel de score meebeweegt met het neuron waar de verbinding heen gaat. Eerst de
    sterkste naar het antwoord, dan de sterkste naar de neuronen waar die vandaan komen, enzovoort. Alle verbindingen
    van een beeldpunt of neuron samen duwen de score één kant op; wie de andere kant op duwt, doet niet mee.
    """
    _, slope = ACTIVATIONS[network.activation]
    moves = (np.arange(10) == answer).astype(np.float32)  # hoe de score meebeweegt met elke uitgang
    found, targets = [], [answer]
    for layer in (2, 1, 0):
        weights, values = network.weights[layer], layers[layer]
        together = (moves @ weights) * values
        shares = weights[targets] * moves[targets, None] * values
        shares[shares * together <= 0] = 0
        places = np.argsort(-np.abs(shares), axis=None)[: MOST_LINES[layer]]
        rows, columns = np.unravel_index(places, shares.shape)
        lines = [(int(c), targets[r], float(shares[r, c])) for r, c in zip(rows, columns, strict=True)]
        lines = [line for line in lines if line[2] != 0]
        targets = sorted({start for start, *_ in lines})
        moves = (moves @ weights) * slope(values)
        found.insert(0, lines)
    return found
