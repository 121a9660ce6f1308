"""Train de twee cijfernetwerken 784-16-16-10 en bewaar ze in data/digit_networks.npz.

    python data/build/train_digit_networks.py       ongeveer een minuut op een gewone laptop

Van de 20.000 trainingscijfers leert het netwerk er 18.000. De andere 2.000 kiezen wat we bewaren: de beste van drie
starts. De 5.000 testcijfers komen één keer aan bod, helemaal aan het eind.

Elke ronde ziet het netwerk andere versies van dezelfde cijfers: iets verschoven, gedraaid, groter of kleiner, dikker of
dunner. Daardoor leert het minder uit het hoofd, en leest het ook cijfers die op een scherm getekend zijn.
"""

import numpy as np
from checksums import DATA, write_checksums
from PIL import Image, ImageFilter

from course_utils.subjects.data import load_digits
from course_utils.subjects.network import Adam, Network, train

EPOCHS = 60
VERSIONS = 12  # de echte cijfers en elf vervormde versies, om de beurt
START_RATES = {"relu": 0.003, "sigmoid": 0.006}  # de leersnelheid daalt elke ronde even veel, tot bijna nul
START_SEEDS = (1, 2, 3)


def distort(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Vervorm één cijfer een beetje: dikte, draaiing tot 6 graden, schaal tot 6 procent, verschuiving tot 1 punt."""
    picture = Image.fromarray(image)
    thickness = generator.uniform(-0.4, 0.4)
    filtered = picture.filter(ImageFilter.MaxFilter(3) if thickness > 0 else ImageFilter.MinFilter(3))
    picture = Image.blend(picture, filtered, abs(thickness))
    angle = np.deg2rad(generator.uniform(-6, 6))
    scale_x, scale_y = np.exp(generator.uniform(-0.06, 0.06, 2))
    shear = generator.uniform(-0.15, 0.15)
    matrix = np.array(
        [
            [scale_x * np.cos(angle), shear - scale_x * np.sin(angle)],
            [scale_y * np.sin(angle), scale_y * np.cos(angle)],
        ]
    )
    offset = 14 - matrix @ (14, 14) + generator.uniform(-1, 1, 2)  # het midden van het beeld blijft het midden
    coefficients = (*matrix[0], offset[0], *matrix[1], offset[1])
    return np.asarray(picture.transform(picture.size, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR))


def train_network(activation: str, seed: int, versions: list[np.ndarray], labels: np.ndarray) -> Network:
    """Train één netwerk; de leersnelheid daalt in een rechte lijn."""
    network, optimizer = Network.random(activation=activation, seed=seed), Adam()
    for epoch in range(EPOCHS):
        optimizer.learning_rate = START_RATES[activation] * (1 - epoch / EPOCHS)
        images = versions[epoch % VERSIONS]
        for _ in train(network, images, labels, optimizer, epochs=1, batch_size=64, seed=epoch):
            pass
    return network


def main() -> None:
    digits = load_digits()
    generator = np.random.default_rng(3)
    versions = [digits.train_images]
    versions += [np.array([distort(image, generator) for image in digits.train_images]) for _ in range(VERSIONS - 1)]
    arrays = {}
    for activation in START_RATES:
        best_validation, best = 0.0, None
        for seed in START_SEEDS:
            network = train_network(activation, seed, versions, digits.train_labels)
            validation = network.accuracy(digits.validation_images, digits.validation_labels)
            print(f"{activation}, start {seed}: {validation:.2%} van de validatiecijfers goed", flush=True)
            if validation > best_validation:
                best_validation, best = validation, network
        test = best.accuracy(digits.test_images, digits.test_labels)
        print(f"{activation}, de beste: {test:.2%} van de testcijfers goed")
        for number, (W, b) in enumerate(zip(best.weights, best.biases, strict=True), start=1):
            arrays[f"{activation}_weights_{number}"] = W
            arrays[f"{activation}_biases_{number}"] = b
        arrays[f"{activation}_accuracy"] = np.array([best_validation, test])
    np.savez(DATA / "digit_networks.npz", allow_pickle=False, **arrays)
    write_checksums()


if __name__ == "__main__":
    main()
