"""Hoe snel traint ons NumPy-netwerk 784-16-16-10 vergeleken met PyTorch? Zelfde start, cijfers, volgorde en batch."""

import os
import time
from functools import partial

import numpy as np

from course_utils.subjects.data import load_digits
from course_utils.subjects.network import SGD, Network, train

BATCH_SIZE = 32
LEARNING_RATE = 0.1
EPOCHS = 2


def _with_numpy(images: np.ndarray, labels: np.ndarray) -> tuple[float, Network]:
    network = Network.random(seed=0)
    start = time.perf_counter()
    for _ in train(network, images, labels, SGD(LEARNING_RATE), epochs=EPOCHS, batch_size=BATCH_SIZE, seed=0):
        pass
    return time.perf_counter() - start, network


def _with_torch(images: np.ndarray, labels: np.ndarray, threads: int) -> tuple[float, Network]:
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    network = Network.random(seed=0)
    model = nn.Sequential(nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 10))
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), network.parameters, strict=True):
            parameter.copy_(torch.from_numpy(value))
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    loss_function = nn.CrossEntropyLoss()
    inputs, targets = torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64))
    generator = np.random.default_rng(0)
    start = time.perf_counter()
    for _ in range(EPOCHS):
        for batch in torch.from_numpy(generator.permutation(len(images))).split(BATCH_SIZE):
            optimizer.zero_grad()
            loss_function(model(inputs[batch]), targets[batch]).backward()
            optimizer.step()
    seconds = time.perf_counter() - start
    for parameter, value in zip(model.parameters(), network.parameters, strict=True):
        value[:] = parameter.detach().numpy()
    return seconds, network


def main() -> bool:
    """Meet om en om, druk de tabel af, en zeg of beide hetzelfde leerden."""
    digits = load_digits()
    images = digits.train_images.reshape(-1, 784).astype(np.float32) / 255
    labels = digits.train_labels
    cores = os.cpu_count() or 1
    methods = {
        "NumPy (wij)": _with_numpy,
        "PyTorch, 1 thread": partial(_with_torch, threads=1),
        f"PyTorch, {cores} threads": partial(_with_torch, threads=cores),
    }
    results = {name: [method(images, labels) for _ in range(2)] for name, method in methods.items()}
    best = {name: min(seconds for seconds, _ in runs) / EPOCHS for name, runs in results.items()}
    slowest = max(best.values())

    print(f"{'784-16-16-10, batch 32, SGD':32}{'s per epoch':>12}{'goed (validatie)':>18}{'verhouding':>12}")
    accuracies = []
    for name, seconds in best.items():
        network = results[name][-1][1]
        accuracies.append(network.accuracy(digits.validation_images, digits.validation_labels))
        print(f"{name:32}{seconds:12.2f}{accuracies[-1]:18.1%}{slowest / seconds:11.1f}x")
    same = max(accuracies) - min(accuracies) < 0.01
    print(f"Ze leren {'hetzelfde' if same else 'NIET hetzelfde: vergelijken heeft geen zin'}.")
    return same


if __name__ == "__main__":
    main()
