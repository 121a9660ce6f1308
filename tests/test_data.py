"""De gegevens: volledig, ongeschonden, met bron, en met een duidelijke zin als er iets mis is."""

import hashlib
import importlib.util
import io
import shutil
import subprocess
import sys
import tarfile
from dataclasses import fields
from datetime import date
from types import UnionType
from typing import get_args

import numpy as np
import pytest

from course_utils.lessons.parameters.transformer_size import (
    TransformerConfig,
    count_active_parameters,
    count_parameters,
)
from course_utils.subjects import data

FILES = sorted(path.name for path in data.DATA.iterdir() if path.suffix in {".csv", ".npz", ".json", ".txt"})


def load_script(name):
    """Laad een bouwscript uit data/build als module."""
    folder = data.DATA / "build"
    spec = importlib.util.spec_from_file_location(f"build_{name}", folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(folder))  # de scripts importeren elkaar
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


@pytest.fixture
def copied_data(tmp_path, monkeypatch):
    """Een kopie van data/ die een test mag beschadigen."""
    folder = tmp_path / "mijn map é" / "data"
    shutil.copytree(data.DATA, folder)
    monkeypatch.setattr(data, "DATA", folder)
    return folder


# Bestanden en controlegetallen


@pytest.mark.parametrize("name", FILES)
def test_checksum_and_readme(name):
    """Elk bestand is onveranderd en staat in data/README.md."""
    assert data.read_checked(name)
    readme = (data.DATA / "README.md").read_text(encoding="utf-8")
    assert f"`{name}`" in readme, f"Beschrijf {name} in data/README.md: herkomst, licentie en hoe het gemaakt is."


def test_checksums_list_only_existing_files():
    lines = (data.DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = [line.split()[1] for line in lines]
    assert listed == FILES, "Draai python data/build/checksums.py na een bedoelde wijziging in data/."


@pytest.mark.parametrize("name", ["models.csv", "digits.npz"])
def test_damaged_file_is_recognised(copied_data, name):
    """Eén veranderde byte, een afgekapt bestand en een leeg bestand geven een zin die zegt wat je kunt doen."""
    content = (copied_data / name).read_bytes()
    middle = len(content) // 2
    for damaged in (
        content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        content[:middle],
        b"",
        content.replace(b"\n", b"\r\n"),
    ):
        (copied_data / name).write_bytes(damaged)
        with pytest.raises(data.DataError, match=rf"{name} is beschadigd of veranderd.*git checkout -- data"):
            data.read_checked(name)


@pytest.mark.parametrize(
    "load",
    [data.load_digits, data.load_digit_weights, data.load_models, data.load_hardware],
    ids=lambda load: load.__name__,
)
def test_missing_folder_is_recognised(monkeypatch, tmp_path, load):
    monkeypatch.setattr(data, "DATA", tmp_path / "data")
    with pytest.raises(data.DataError, match=r"ontbreekt.*git checkout -- data"):
        load.__wrapped__()  # zonder de cache


@pytest.mark.parametrize("name", ["digit_networks.npz", "SHA256SUMS"])
def test_missing_file_is_recognised(copied_data, name):
    (copied_data / name).unlink()
    with pytest.raises(data.DataError, match=rf"{name} ontbreekt"):
        data.load_digit_weights.__wrapped__("relu")


def test_a_file_cannot_run_code(monkeypatch):
    """Een npz met Python-objecten erin zou bij het lezen code kunnen uitvoeren; wij weigeren zo'n bestand."""
    buffer = io.BytesIO()
    np.savez(buffer, x=np.array([{}], dtype=object))
    monkeypatch.setattr(data, "read_checked", lambda name: buffer.getvalue())
    with pytest.raises(ValueError, match="allow_pickle"):
        data.read_npz("x.npz")


def test_unreadable_file_is_recognised(copied_data):
    (copied_data / "models.csv").unlink()
    (copied_data / "models.csv").mkdir()
    with pytest.raises(data.DataError, match=r"models\.csv is niet te lezen"):
        data.read_checked("models.csv")


def test_notebook_shows_a_sentence_instead_of_a_traceback():
    code = "from course_utils.subjects.data import DataError\nraise DataError('Het bestand ontbreekt.')"
    command = [sys.executable, "-m", "IPython", "--colors=nocolor", "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    output = result.stdout + result.stderr
    assert "Gegevens van de cursus: Het bestand ontbreekt." in output
    assert "Traceback" not in output and "line 2" not in output


def test_import_is_light():
    """Wie de gegevens leest, laadt geen PyTorch en geen tekenwerk."""
    code = "import sys, course_utils.subjects.network; print({'torch', 'matplotlib', 'IPython'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=data.DATA)
    assert result.stdout.strip() == "set()"


def test_no_module_loads_pytorch():
    """PyTorch kost seconden en honderden MB: pas wie ermee rekent, laadt het. gpt.py is zelf het model in PyTorch, en
    hub_config.py leest alleen JupyterHub."""
    code = (
        "import pkgutil, sys, course_utils\n"
        "for module in pkgutil.walk_packages(course_utils.__path__, 'course_utils.'):\n"
        "    skipped = module.name.endswith(('__main__', 'alles_samen.gpt', 'hub_config'))\n"
        "    if not skipped and 'torch' not in sys.modules:\n"
        "        __import__(module.name)\n"
        "        print(module.name if 'torch' in sys.modules else '', end='')"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=data.DATA.parent
    )
    assert result.stdout == "", "Zet `import torch` in deze module binnen de functie die het gebruikt."


# Cijfers


def test_digits_have_the_promised_shapes():
    digits = data.load_digits()
    for part, count in (("train", 18_000), ("validation", 2_000), ("test", 5_000)):
        images, labels = getattr(digits, f"{part}_images"), getattr(digits, f"{part}_labels")
        assert images.shape == (count, 28, 28) and images.dtype == np.uint8
        assert labels.shape == (count,) and labels.dtype == np.uint8
        assert np.bincount(labels, minlength=10).min() > 0.08 * count, (
            "Elk cijfer hoort ongeveer even vaak voor te komen."
        )
        assert images.max() == 255 and 0.12 < (images / 255).mean() < 0.14


def test_digits_are_in_no_two_parts():
    digits = data.load_digits()
    parts = [
        {image.tobytes() for image in images}
        for images in (digits.train_images, digits.validation_images, digits.test_images)
    ]
    assert not (parts[0] & parts[1] or parts[0] & parts[2] or parts[1] & parts[2])


def test_digits_are_protected_against_changes():
    with pytest.raises(ValueError, match="read-only"):
        data.load_digits().test_images[0] = 0


def test_digits_selection_is_reproducible():
    """De loting uit het bouwscript geeft de volgnummers die in het bestand staan."""
    script = load_script("digits")
    with np.load(data.DATA / "digits.npz", allow_pickle=False) as stored:
        for part, (total, wanted) in script.SIZES.items():
            index = script.select(total, wanted)
            assert len(set(index.tolist())) == wanted and index.max() < total
            assert np.array_equal(index, stored[f"{part}_index"])


def test_digits_build_reads_the_source_package(tmp_path, monkeypatch):
    """Het bouwscript leest idx-bestanden uit het pakket, kiest de gelote beelden, en weigert een ander bestand."""
    script = load_script("digits")
    generator = np.random.default_rng(1)
    sources, sums = {}, {}
    for prefix, count in (("train", 50), ("t10k", 30)):
        sources[f"{prefix}-images-idx3-ubyte"] = generator.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        sources[f"{prefix}-labels-idx1-ubyte"] = generator.integers(0, 10, count, dtype=np.uint8)
    with tarfile.open(tmp_path / "pakket.tgz", "w:gz") as package:
        for name, array in sources.items():
            header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
            content = header + array.tobytes()
            sums[name] = hashlib.sha256(content).hexdigest()
            entry = tarfile.TarInfo(f"package/data/{name}")
            entry.size = len(content)
            package.addfile(entry, io.BytesIO(content))
    monkeypatch.setattr(script, "SIZES", {"train": (50, 20), "test": (30, 10)})
    with pytest.raises(SystemExit, match="niet het bestand"):
        script.read_package(tmp_path / "pakket.tgz")
    monkeypatch.setattr(script, "SOURCES", sums)
    built = script.build(script.read_package(tmp_path / "pakket.tgz"))
    for part, prefix in (("train", "train"), ("test", "t10k")):
        index = built[f"{part}_index"]
        assert np.array_equal(built[f"{part}_images"], sources[f"{prefix}-images-idx3-ubyte"][index])
        assert np.array_equal(built[f"{part}_labels"], sources[f"{prefix}-labels-idx1-ubyte"][index])


def test_unknown_digit_network():
    with pytest.raises(ValueError, match="Kies uit: relu, sigmoid, relu_nl"):
        data.load_digit_weights("tanh")


# Tabellen


@pytest.mark.parametrize("load, row_type", [(data.load_models, data.Model), (data.load_hardware, data.Hardware)])
def test_table_cells_have_the_promised_type(load, row_type):
    """Een decimale komma of een tekst in een getallenkolom valt hier door de mand."""
    for name, row in load().items():
        assert row.name == name and isinstance(row, row_type)
        for field in fields(row_type):
            allowed = get_args(field.type) if isinstance(field.type, UnionType) else (field.type,)
            allowed += (int,) if float in allowed else ()
            value = getattr(row, field.name)
            assert type(value) in allowed, f"{name}: {field.name} is {value!r}"
        assert row.source.strip(), f"{name} heeft geen bron."
        assert 2017 <= row.year <= date.today().year, f"{name}: in het jaar {row.year} was dit er nog niet."


def test_models_that_can_be_counted_are_right():
    """De telling uit de bouw geeft tot op het laatste cijfer het aantal in de tabel."""
    counted = [model for model in data.load_models().values() if model.architecture]
    assert len(counted) >= 30
    for model in counted:
        config = TransformerConfig(**model.architecture)
        assert count_parameters(config) == model.parameters, model.name
        assert count_active_parameters(config) == model.active_parameters, model.name


def test_models_keep_fact_estimate_and_rumour_apart():
    models = data.load_models()
    for model in models.values():
        assert model.status in {"exact", "berekend", "schatting", "gerucht"}
        assert model.checked.strip(), f"Zeg van {model.name} wat er is nagelezen."
        assert model.active_parameters is None or model.active_parameters <= model.parameters
        if model.status in {"schatting", "gerucht"}:
            assert not model.architecture and model.note, f"{model.name}: zeg waarom het geen feit is."
            assert model.parameters % 10**9 == 0, "Een schatting of gerucht heeft geen losse cijfers."
        if model.train_tokens is None:
            assert model.tokens_note or model.status == "gerucht", model.name
        else:
            assert 1 < model.train_tokens / model.parameters < 100_000, model.name
    assert "GPT-4" in [model.name for model in models.values() if model.status == "gerucht"]
    private = [model for model in models.values() if "gewichten zijn niet openbaar" in model.checked]
    assert private and all(model.status == "berekend" and model.architecture for model in private)
    assert {model.name for model in models.values() if model.status == "berekend"} == {m.name for m in private}
    assert not [model.name for model in models.values() if "uit geheugen" in model.tokens_note]


def test_models_of_the_lessons_are_there():
    models = data.load_models()
    assert models["GPT-2 small"].parameters == 124_439_808
    assert models["GPT-2 XL"].parameters == 1_557_611_200
    assert models["GPT-3 175B"].parameters == 174_604_259_328
    dutch = {model.name for model in models.values() if model.dutch}
    assert {"gpt2-small-dutch", "BERTje", "RobBERT v2", "Fietje 2", "GEITje-7B"} <= dutch


def test_hardware_bandwidth_follows_from_the_bus():
    """Bandbreedte = busbreedte / 8 × snelheid per pen, op 1 procent na."""
    for row in data.load_hardware().values():
        assert row.bus_bits / 8 * row.gbit_per_pin == pytest.approx(row.bandwidth_GBs, rel=0.01), row.name


def test_hardware_speeds_are_dense_and_ordered():
    """Minder bits per getal is nooit langzamer, en elke stap is hooguit de verhouding die een kaart echt haalt."""
    rows = data.load_hardware()
    for row in rows.values():
        assert row.kind in {"cpu", "gpu", "soc"} and row.confidence in {"rekenregel", "hoog", "middel"}
        speeds = [speed for speed in (row.fp32_tflops, row.fp16_tflops, row.fp8_tflops, row.int8_tops) if speed]
        assert speeds == sorted(speeds), row.name
        if row.fp8_tflops:
            assert row.fp8_tflops == pytest.approx(2 * row.fp16_tflops, rel=0.01), row.name
    factors = {name: row.fp16_tflops / row.fp32_tflops for name, row in rows.items() if row.fp16_tflops}
    assert factors["NVIDIA V100 (SXM2, 32 GB)"] == pytest.approx(8, abs=0.1)
    assert factors["NVIDIA A100 (SXM, 80 GB)"] == pytest.approx(16, abs=0.1)
    assert factors["NVIDIA H100 (SXM)"] == pytest.approx(14.8, abs=0.1)
    assert factors["NVIDIA RTX 4090"] == pytest.approx(2, abs=0.1)


def test_tables_are_protected_against_changes():
    with pytest.raises(TypeError):
        data.load_models()["nieuw"] = None
