"""Wat deze computer is, en een GPU die er niet is, te oud is of niet meewerkt."""

import sys
import warnings
from types import SimpleNamespace

import pytest

from course_utils.lessons.gpu_vs_cpu.measuring import Gpu, find_gpu
from course_utils.subjects import hardware
from course_utils.subjects.hardware import this_machine


def test_this_computer_has_a_name_cores_and_memory():
    machine = this_machine()
    assert machine.processor and machine.threads >= machine.cores >= 1 and machine.memory_gb > 0.1


@pytest.mark.parametrize("threads, cores, expected", [(1, 1, (1, 1)), (None, None, (1, 1)), (8, None, (8, 8))])
def test_one_core_or_an_unknown_number_of_cores(monkeypatch, threads, cores, expected):
    monkeypatch.setattr(hardware.psutil, "cpu_count", lambda logical: threads if logical else cores)
    machine = this_machine()
    assert (machine.threads, machine.cores) == expected


class FakeTensor:
    def __matmul__(self, other):
        return self

    def cpu(self):
        return self


def fake_torch(cuda=False, xpu=False, mps=False, ones=FakeTensor, name="Test-GPU"):
    """Een PyTorch met deze GPU's; cuda mag ook een functie zijn die waarschuwt of faalt."""

    def backend(available):
        check = available if callable(available) else lambda: available
        properties = SimpleNamespace(name=name, total_memory=8e9)
        return SimpleNamespace(is_available=check, get_device_properties=lambda place: properties)

    return SimpleNamespace(
        cuda=backend(cuda),
        xpu=backend(xpu),
        backends=SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps)),
        ones=lambda *shape, device: ones(),
    )


@pytest.fixture
def use(monkeypatch):
    monkeypatch.setattr(hardware, "_gpu_name", lambda: None)
    return lambda torch: monkeypatch.setitem(sys.modules, "torch", torch)


def test_without_pytorch(use):
    use(None)
    assert find_gpu() == (
        None,
        "PyTorch is niet geïnstalleerd, dus ik kan niet op een GPU rekenen. Je CPU doet het werk.",
    )


def test_without_a_gpu(use):
    use(fake_torch())
    gpu, sentence = find_gpu()
    assert gpu is None and sentence.startswith("Ik vind geen GPU")


@pytest.mark.parametrize("kind", ["cuda", "xpu"])
def test_with_a_gpu(use, kind):
    use(fake_torch(**{kind: True}))
    assert find_gpu() == (Gpu(kind, "Test-GPU", 8.0), "PyTorch kan rekenen op deze GPU: Test-GPU.")


def test_with_an_apple_chip(use):
    use(fake_torch(mps=True))
    assert find_gpu()[0] == Gpu("mps", "GPU van de Apple-chip", None)


def test_an_old_pytorch_without_xpu(use):
    torch = fake_torch()
    del torch.xpu
    use(torch)
    assert find_gpu()[0] is None


def test_a_gpu_with_an_old_driver(use):
    """PyTorch waarschuwt dan alleen; de student hoort het in het Nederlands en ziet geen waarschuwing."""

    def too_old():
        warnings.warn("CUDA initialization: The NVIDIA driver on your system is too old (version 11040).", stacklevel=1)
        return False

    use(fake_torch(cuda=too_old))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gpu, sentence = find_gpu()
    assert gpu is None and "te oud" in sentence and "CPU" in sentence


@pytest.mark.parametrize(
    "message, word",
    [
        ("CUDA error: no kernel image is available for execution on the device", "lukt niet"),
        ("CUDA out of memory. Tried to allocate 2.00 MiB", "geheugen is vol"),
        ("forward compatibility: the driver is too old", "te oud"),
    ],
)
def test_a_gpu_that_cannot_compute(use, message, word):
    def broken():
        raise RuntimeError(message)

    use(fake_torch(cuda=True, ones=broken))
    gpu, sentence = find_gpu()
    assert gpu is None and word in sentence and "CUDA" not in sentence


def test_a_gpu_that_this_pytorch_cannot_use(use, monkeypatch):
    use(fake_torch())
    monkeypatch.setattr(hardware, "_gpu_name", lambda: "NVIDIA GeForce GTX 960")
    gpu, sentence = find_gpu()
    assert gpu is None and "NVIDIA GeForce GTX 960" in sentence
