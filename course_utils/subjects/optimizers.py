"""Van scores naar kansen, en de twee manieren om parameters bij te stellen: gradient descent (SGD) en Adam.

Les 05 leidt ze af. Het cijfernetwerk, skip-gram en de figuren gebruiken ze van hier.
"""

from dataclasses import dataclass

import numpy as np


def softmax(scores) -> np.ndarray:
    """Maak van scores kansen: positief, en over de laatste as samen 1."""
    return np.exp(log_softmax(scores))


@np.errstate(all="ignore")
def log_softmax(scores) -> np.ndarray:
    """De logaritme van softmax, over de laatste as. De hoogste score eerst naar 0: zo loopt e^score nooit over."""
    scores = np.asarray(scores)
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


@dataclass
class SGD:
    """Gradient descent op stapels voorbeelden: elke parameter een stukje tegen zijn helling in."""

    learning_rate: float = 0.1

    def step(self, parameters: list[np.ndarray], gradients: list[np.ndarray]) -> None:
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter -= self.learning_rate * gradient


class Adam:
    """Adam (Kingma en Ba 2014, arXiv:1412.6980): elke parameter krijgt een stapgrootte die bij zijn hellingen past.

    Onthoudt per parameter twee gemiddelden, dus gebruik voor elk netwerk een eigen Adam. betas: hoeveel elke stap van
    het gemiddelde van de hellingen en van hun kwadraten laat staan.
    """

    def __init__(self, learning_rate: float = 0.003, betas: tuple[float, float] = (0.9, 0.999)):
        self.learning_rate, self.betas = learning_rate, betas
        self._steps = 0
        self._means: list[np.ndarray] = []
        self._squares: list[np.ndarray] = []

    def step(self, parameters: list[np.ndarray], gradients: list[np.ndarray]) -> None:
        if not self._means:
            self._means = [np.zeros_like(parameter) for parameter in parameters]
            self._squares = [np.zeros_like(parameter) for parameter in parameters]
        self._steps += 1
        fast, slow = self.betas
        mean_bias, square_bias = 1 - fast**self._steps, 1 - slow**self._steps  # de gemiddelden beginnen bij nul
        for parameter, gradient, mean, square in zip(parameters, gradients, self._means, self._squares, strict=True):
            mean += (1 - fast) * (gradient - mean)
            square += (1 - slow) * (gradient * gradient - square)
            parameter -= self.learning_rate / mean_bias * mean / (np.sqrt(square / square_bias) + 1e-8)
