"""Een klein neuraal netwerk in NumPy, en het trainen ervan: vooral het cijfernetwerk 784-16-16-10.

De lessen leiden elke formule zelf af. Hier staat wat al uitgelegd is, zodat een volgende les het kan gebruiken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from course_utils.subjects.data import load_digit_weights
from course_utils.subjects.optimizers import SGD, Adam, log_softmax, softmax

__all__ = ["ACTIVATIONS", "DIGIT_SIZES", "SGD", "Adam", "Network", "TrainingStep", "log_softmax", "train"]

DIGIT_SIZES = (784, 16, 16, 10)

# Per activatiefunctie: de functie zelf, en haar helling, uitgerekend uit de uitkomst van de functie.
ACTIVATIONS = {
    "relu": (lambda z: np.maximum(z, 0), lambda a: a > 0),
    "sigmoid": (lambda z: 0.5 * (1 + np.tanh(0.5 * z)), lambda a: a * (1 - a)),  # tanh loopt niet over, e^-z wel
}


@dataclass
class Network:
    """Lagen van neuronen. De verborgen lagen hebben de activatiefunctie; softmax maakt van de uitvoer kansen.

    weights: per laag een matrix (aantal uitgangen, aantal ingangen). biases: per laag een vector (aantal uitgangen,).
    Invoer mag één voorbeeld zijn of een stapel, en elk beeld mag plat zijn of 28x28. Beelden van bytes (uint8, 0 tot en
    met 255) worden gedeeld door 255; andere getallen blijven wat ze zijn.
    """

    weights: list[np.ndarray]
    biases: list[np.ndarray]
    activation: str = "relu"

    def __post_init__(self):
        if self.activation not in ACTIVATIONS:
            choices = ", ".join(ACTIVATIONS)
            raise ValueError(f"Activatiefunctie {self.activation!r} bestaat hier niet. Kies uit: {choices}.")
        if [b.shape for b in self.biases] != [W.shape[:1] for W in self.weights]:
            raise ValueError("Elke laag heeft evenveel biases nodig als haar matrix rijen heeft.")
        if any(W.shape[0] != V.shape[1] for W, V in pairwise(self.weights)):
            raise ValueError("De lagen passen niet: elke laag heeft evenveel ingangen als de vorige uitgangen heeft.")

    @classmethod
    def random(cls, sizes=DIGIT_SIZES, activation: str = "relu", seed: int = 0) -> "Network":
        """Een ongetraind netwerk: biases nul, gewichten willekeurig.

        De spreiding is √(2 / ingangen) voor ReLU (He e.a. 2015, arXiv:1502.01852) en anders √(1 / ingangen). Dan
        groeien of krimpen de getallen niet van laag tot laag.
        """
        generator = np.random.default_rng(seed)
        gain = 2 if activation == "relu" else 1
        pairs = list(pairwise(sizes))
        weights = [generator.normal(0, (gain / n_in) ** 0.5, (n_out, n_in)).astype(np.float32) for n_in, n_out in pairs]
        return cls(weights, [np.zeros(n_out, np.float32) for _, n_out in pairs], activation)

    @classmethod
    def trained(cls, name: str = "relu") -> "Network":
        """Een getraind cijfernetwerk: "relu", "sigmoid" of "relu_nl". Elke aanroep geeft een eigen kopie."""
        stored = load_digit_weights(name)
        return cls(list(stored.weights), list(stored.biases), name.partition("_")[0]).copy()

    def copy(self) -> "Network":
        """Een kopie om te verstoren of verder te trainen; het origineel verandert dan niet mee."""
        return Network([W.copy() for W in self.weights], [b.copy() for b in self.biases], self.activation)

    @property
    def parameters(self) -> list[np.ndarray]:
        """Alle parameters op volgorde: gewichten en biases van laag 1, van laag 2, enzovoort."""
        return [array for pair in zip(self.weights, self.biases, strict=True) for array in pair]

    def count_parameters(self) -> int:
        return sum(array.size for array in self.parameters)

    @np.errstate(all="ignore")  # ontspoorde gewichten geven inf of NaN; de les laat dat zien en legt het uit
    def layers(self, images) -> list[np.ndarray]:
        """Wat elke laag doorgeeft: de invoer, de verborgen lagen, en als laatste de scores van de uitvoerlaag."""
        function, _ = ACTIVATIONS[self.activation]
        values = [self._inputs(images)]
        for W, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            values.append(function(values[-1] @ W.T + b))
        return [*values, values[-1] @ self.weights[-1].T + self.biases[-1]]

    def scores(self, images) -> np.ndarray:
        """De tien uitkomsten vóór softmax."""
        return self.layers(images)[-1]

    def probabilities(self, images) -> np.ndarray:
        """De uitkomsten na softmax: positief en samen 1."""
        return softmax(self.scores(images))

    def predict(self, images) -> np.ndarray:
        """Het label met de hoogste score."""
        return self.scores(images).argmax(axis=-1)

    def accuracy(self, images, labels) -> float:
        """Het deel van de voorbeelden dat het netwerk goed heeft: 0 tot en met 1."""
        return float(np.mean(self.predict(images) == labels))

    def loss(self, images, labels) -> float:
        """De gemiddelde cross-entropy: min de logaritme van de kans op het juiste label."""
        chosen = np.take_along_axis(log_softmax(self.scores(images)), np.asarray(labels)[..., None].astype(int), -1)
        return float(-chosen.mean())

    @np.errstate(all="ignore")
    def gradients(self, images, labels) -> tuple[float, list[np.ndarray]]:
        """Bereken de loss van een stapel voorbeelden en, met backpropagation, de helling voor elke parameter.

        De hellingen staan in de volgorde van `parameters`, elk met dezelfde vorm.
        """
        _, slope = ACTIVATIONS[self.activation]
        *values, scores = self.layers(images)
        rows = np.arange(len(scores))
        log_probabilities = log_softmax(scores)
        upstream = np.exp(log_probabilities)
        upstream[rows, labels] -= 1  # helling naar een score: de kans, en bij het juiste label de kans min 1
        upstream /= len(scores)
        gradients = []
        for layer in reversed(range(len(self.weights))):
            gradients += [upstream.sum(axis=0), upstream.T @ values[layer]]
            if layer > 0:
                upstream = (upstream @ self.weights[layer]) * slope(values[layer])
        return float(-log_probabilities[rows, labels].mean()), gradients[::-1]

    def _inputs(self, images) -> np.ndarray:
        images, (_, n_in) = np.asarray(images), self.weights[0].shape
        if images.shape[-1:] != (n_in,):
            if images.ndim < 2 or images.shape[-2] * images.shape[-1] != n_in:
                raise ValueError(f"Dit netwerk verwacht {n_in} getallen per voorbeeld, geen vorm {images.shape}.")
            images = images.reshape(*images.shape[:-2], n_in)
        dtype = self.weights[0].dtype
        return np.divide(images, 255, dtype=dtype) if images.dtype == np.uint8 else images.astype(dtype, copy=False)


class TrainingStep(NamedTuple):
    """Hoe ver de training is. loss: gemiddeld over de stapels sinds het vorige bericht."""

    epoch: float  # 1,5 = de helft van de tweede ronde
    step: int
    n_steps: int
    loss: float


def train(
    network: Network,
    images,
    labels,
    optimizer,
    *,
    epochs: int = 5,
    batch_size: int = 32,
    seed: int = 0,
    every: int = 50,
) -> Iterator[TrainingStep]:
    """Train het netwerk ter plekke, in kleine stukken: na elke `every` stappen komt er een bericht.

    Wie de berichten niet meer opvraagt, stopt de training; het netwerk houdt wat het dan geleerd heeft.
    """
    if len(images) != len(labels) or len(images) == 0:
        raise ValueError(f"Elk voorbeeld heeft een label nodig: je gaf {len(images)} beelden en {len(labels)} labels.")
    generator = np.random.default_rng(seed)
    per_epoch = -(-len(images) // batch_size)
    n_steps, losses = epochs * per_epoch, []
    for step in range(n_steps):
        if step % per_epoch == 0:
            order = generator.permutation(len(images))
        batch = order[step % per_epoch * batch_size :][:batch_size]
        loss, gradients = network.gradients(images[batch], labels[batch])
        with np.errstate(all="ignore"):
            optimizer.step(network.parameters, gradients)
        losses.append(loss)
        if len(losses) == every or step + 1 == n_steps:
            yield TrainingStep((step + 1) / per_epoch, step + 1, n_steps, sum(losses) / len(losses))
            losses = []
