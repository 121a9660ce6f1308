"""Leer het cijfernetwerk ook Nederlandse schrijfvormen, en bewaar het in data/digit_network_nl.npz.

    python data/build/train_dutch_network.py        enkele minuten op een gewone laptop

Het begint bij het netwerk met ReLU uit digit_networks.npz en leert verder van dezelfde 18.000 cijfers (vervormd, zoals
in train_digit_networks.py), met in elke ronde 800 tekeningen erbij uit dutch_shapes.py. De leersnelheid is gekozen
met de validatieset; de testcijfers en de tekeningen van de test komen één keer aan bod, aan het eind.
"""

import numpy as np
from checksums import DATA, write_checksums
from dutch_shapes import SHAPES, dutch_digits
from train_digit_networks import VERSIONS, distort

from course_utils.subjects.data import load_digits
from course_utils.subjects.network import Adam, Network, train

EPOCHS, START_RATE, DRAWINGS, TEST_DRAWINGS, TEST_SEED = 72, 0.003, 200, 300, 7


def main() -> None:
    digits, dice = load_digits(), np.random.default_rng(3)
    versions = [digits.train_images]
    versions += [np.array([distort(image, dice) for image in digits.train_images]) for _ in range(VERSIONS - 1)]
    drawings = [dutch_digits(DRAWINGS, seed=100 + version) for version in range(VERSIONS)]
    network, optimizer = Network.trained("relu").copy(), Adam()
    for epoch in range(EPOCHS):
        optimizer.learning_rate = START_RATE * (1 - epoch / EPOCHS)
        images, labels = drawings[epoch % VERSIONS]
        images = np.concatenate([versions[epoch % VERSIONS], images])
        labels = np.concatenate([digits.train_labels, labels])
        for _ in train(network, images, labels, optimizer, epochs=1, batch_size=64, seed=epoch):
            pass
    validation = network.accuracy(digits.validation_images, digits.validation_labels)
    test = network.accuracy(digits.test_images, digits.test_labels)
    print(f"{validation:.2%} van de validatiecijfers goed, {test:.2%} van de testcijfers")
    images, labels = dutch_digits(TEST_DRAWINGS, TEST_SEED)
    right = (network.predict(images) == labels).reshape(len(SHAPES), TEST_DRAWINGS).mean(axis=1)
    print(", ".join(f"{name}: {share:.1%}" for name, share in zip(SHAPES, right, strict=True)))
    arrays = {"relu_nl_accuracy": np.array([validation, test])}
    for number, (W, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        arrays |= {f"relu_nl_weights_{number}": W, f"relu_nl_biases_{number}": b}
    np.savez(DATA / "digit_network_nl.npz", allow_pickle=False, **arrays)
    write_checksums()


if __name__ == "__main__":
    main()
