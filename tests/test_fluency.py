"""The causal LM: windows, tree attention against plain scoring, states, loading by folder and by hub name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mtaudit.config import Config, ModelsConfig
from mtaudit.core import Document
from mtaudit.engine import audit
from mtaudit.models import Models, Unavailable
from mtaudit.models.fluency import WINDOW, CausalFluency, chosen_precision, load_fluency
from mtaudit.models.protocols import Branch
from mtaudit.segment import segment
from tests.tiny_lm import TEXT, save_in_hub_cache, save_tiny_lm

torch = pytest.importorskip("torch", reason="install the extra models") if "CI" not in os.environ else None
if torch is None:
    import torch


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_lm(tmp_path_factory.mktemp("lm") / "tiny", layers=3)


@pytest.fixture(scope="module")
def fluency(folder: Path) -> CausalFluency:
    loaded = load_fluency(ModelsConfig(fluency=str(folder), precision="fp32"), "de")
    assert isinstance(loaded, CausalFluency)
    return loaded


def plain_logprobs(fluency: CausalFluency, tokens: tuple[int, ...]) -> np.ndarray:
    """The log-probability of every token but the first, without cache, tree or windows."""
    with torch.inference_mode():
        logits = fluency._model(input_ids=torch.tensor([tokens])).logits[0].log_softmax(-1)
    return logits[:-1].gather(1, torch.tensor(tokens[1:])[:, None])[:, 0].numpy()


def test_a_reading_scores_as_a_plain_pass_does(fluency: CausalFluency) -> None:
    (reading,) = fluency.read("The minister said on Monday that the talks will go on.")
    assert reading.logprob[0] == 0
    np.testing.assert_allclose(reading.logprob[1:], plain_logprobs(fluency, reading.tokens), atol=1e-4)
    assert (reading.alternative_logprob[1:, :-1] >= reading.alternative_logprob[1:, 1:]).all()
    assert (reading.entropy[1:] > 0).all()


def test_branches_of_one_tree_do_not_see_each_other(fluency: CausalFluency) -> None:
    (reading,) = fluency.read("The minister said on Monday that the talks will go on.")
    tokens = reading.tokens
    branches = [Branch(3, (7, *tokens[4:9])), Branch(5, (11, 12, *tokens[7:])), Branch(3, tokens[3:6])]
    for _ in range(2):  # the second time shows that the cache was left as it was
        for branch, scores in zip(branches, fluency.rescore(reading, branches), strict=True):
            expected = plain_logprobs(fluency, (*tokens[: branch.at], *branch.tokens))[branch.at :]
            np.testing.assert_allclose(scores, expected, atol=1e-4)


def test_long_texts_are_read_in_windows_and_every_token_is_fresh_once(fluency: CausalFluency) -> None:
    text = TEXT * 20
    spans = []
    for reading in fluency.read(text):
        assert len(reading.tokens) <= WINDOW + 1
        spans.extend(reading.spans[reading.fresh :])
    starts = [span.start for span in spans]
    assert starts == sorted(starts)
    assert "".join(dict.fromkeys(span.of(text) for span in spans if span.start == 0)) == spans[0].of(text)
    assert spans[-1].end == len(text)
    assert sum(len(span) for span in spans) == len(text)


def test_offsets_are_code_points(fluency: CausalFluency) -> None:
    text = "Ελλάδα 😀 naïve"
    (reading,) = fluency.read(text)
    assert reading.spans[-1].end == len(text)
    assert all(span.end <= len(text) for span in reading.spans)


def test_an_empty_text_has_no_reading(fluency: CausalFluency) -> None:
    assert list(fluency.read("")) == []
    assert fluency.rescore(next(iter(fluency.read("The"))), []) == []


def test_states_do_not_depend_on_the_batch(folder: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    fluency = CausalFluency(model, tokenizer, name="tiny", signature="tiny", has_states=True)
    sentences = ["The ferry strike ends today.", "The minister said.", "", "The price of coffee rose on Monday."]
    together = fluency.states(sentences)
    for sentence, (spans, states) in zip(sentences, together, strict=True):
        ((alone_spans, alone),) = fluency.states([sentence])
        assert spans == alone_spans
        assert states.shape == (len(spans), 32)
        np.testing.assert_allclose(states, alone, atol=1e-4)


def test_a_model_of_the_hub_is_loaded_by_name(folder: Path, tmp_path: Path) -> None:
    save_in_hub_cache(tmp_path, "newsroom/tiny-german", folder)
    program = (
        "from mtaudit.config import ModelsConfig\n"
        "from mtaudit.models.fluency import load_fluency\n"
        "model = load_fluency(ModelsConfig(fluency='newsroom/tiny-german', offline=True), 'de')\n"
        "print(model.signature)\n"
    )
    env = os.environ | {"HF_HUB_CACHE": str(tmp_path), "HF_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("newsroom/tiny-german@01234567:"), done.stderr


def test_german_is_audited_with_a_german_model(folder: Path) -> None:
    text = "Der Minister sagte am Montag, dass die Gespräche weitergehen. Das Wetter bleibt heute schön."
    document = Document("a", text, lang="de", segments=segment(text, "de"))
    config = Config(models=ModelsConfig(fluency=str(folder)))
    report = audit([document], config)
    assert not [skip for skip in report.documents[0].skips if skip.code == "GAR101"]
    assert "lm:tiny@local" in report.signature
    assert str(folder) not in report.signature


def test_without_a_model_for_the_language_the_skip_says_what_to_do() -> None:
    found = Models(Config()).fluency("de")
    assert isinstance(found, Unavailable)
    assert "no fluency model for de" in found.reason
    assert "[models] fluency" in found.reason


def test_a_model_that_cannot_be_loaded_is_a_reason_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    found = load_fluency(ModelsConfig(fluency=str(tmp_path), offline=True), "en")
    assert isinstance(found, Unavailable)
    assert "cannot be loaded" in found.reason


def test_an_unknown_precision_is_refused(folder: Path) -> None:
    found = load_fluency(ModelsConfig(fluency=str(folder), precision="int3"), "en")
    assert isinstance(found, Unavailable)
    assert "int3" in found.reason
    assert chosen_precision("auto") in {"bf16", "fp32"}
