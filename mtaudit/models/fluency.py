"""Causal language models as judges of fluency: one forward pass a window, alternatives rescored as a tree."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import regex

from mtaudit.config import ModelsConfig
from mtaudit.core import Span
from mtaudit.errors import ModelError
from mtaudit.models.folder import hash_file, read_manifest
from mtaudit.models.offline import is_offline, stay_offline
from mtaudit.models.protocols import Branch, Floats, Fluency, Reading, Unavailable

if TYPE_CHECKING:
    import torch

EMBEDDED = {"smollm2-135m": ("en",)}  # packaged models and the target languages they are good for
JUDGE = Path(__file__).parent / "weights" / "garbled-en.safetensors"  # trained on the states of smollm2-135m
WINDOW = 1024  # tokens read at once: a 600-word article is about 850
OVERLAP = 256  # tokens of context that a later window starts with
ALTERNATIVES = 24  # whole words kept for each place
BRANCH_TOKENS = 640  # tokens rescored in one forward pass; larger passes gain no speed on 2 cores
TWICE_TOKENS = 4096  # padded tokens in one batch of sentences read twice
STATE_LAYERS = 20  # of SmolLM2's 30; the deeper ones turn to predicting the next word (docs/garbled.md)

_WHOLE_WORD = regex.compile(r" \p{L}[\p{L}\p{M}’'-]*")


class CausalFluency:
    """A causal LM of transformers behind the Fluency protocol."""

    def __init__(self, model: Any, tokenizer: Any, *, name: str, signature: str, has_states: bool) -> None:
        import torch

        if not tokenizer.is_fast:
            raise ModelError(f"{name}: its tokenizer gives no offsets", "choose a model with a fast tokenizer")
        self.name = name
        self.signature = signature
        self.has_states = has_states
        self._model = model.eval()
        self._lower: Any = _lower_layers(model.base_model, STATE_LAYERS) if has_states else None
        self._tokenizer = tokenizer
        self._memory_as = _memory_parameter(model.base_model)
        self._start = _start_token(tokenizer)
        self._pieces = _pieces(tokenizer, model.config.vocab_size)
        self._not_a_word = torch.tensor([not _WHOLE_WORD.fullmatch(piece) for piece in self._pieces])

    def word(self, token: int) -> str:
        """The text of one token, with its leading space."""
        return self._pieces[token]

    def read(self, text: str) -> Iterator[Reading]:
        """Read a text in windows that overlap, so that every token has context before it."""
        ids, spans = self._encode(text)
        at = 0
        while at < len(ids):
            begin = max(0, at - OVERLAP) if at else 0
            end = min(len(ids), begin + WINDOW)
            yield self._read_window(ids[begin:end], spans[begin:end], fresh=at - begin + 1)
            at = end

    def _read_window(self, ids: list[int], spans: list[Span], fresh: int) -> Reading:
        import torch
        from transformers.cache_utils import DynamicCache

        with torch.inference_mode():
            tokens = torch.tensor([[self._start, *ids]])
            memory = DynamicCache()
            states = self._model.base_model(input_ids=tokens, use_cache=True, **{self._memory_as: memory})
            following = self._logprobs(states.last_hidden_state[0, :-1])
            own = following.gather(1, tokens[0, 1:, None])[:, 0]
            entropy = -(following.exp() * following).sum(-1)
            whole_words = following.masked_fill(self._not_a_word, -torch.inf)
            best = whole_words.topk(min(ALTERNATIVES, whole_words.shape[-1]), -1)
        return Reading(
            tokens=(self._start, *ids),
            spans=(Span(0, 0), *spans),
            fresh=fresh,
            logprob=_with_start(own),
            entropy=_with_start(entropy),
            alternatives=_with_start(best.indices),
            alternative_logprob=_with_start(best.values),
            memory=memory,
        )

    def rescore(self, reading: Reading, branches: Sequence[Branch]) -> list[Floats]:
        """Log-probabilities (nats) of each branch's tokens but the first, all branches of a window in few passes.

        The branches hang on the reading's key/value cache as a tree: each sees the window up to its place and its
        own tokens, nothing else (tree attention; Miao et al. 2024, SpecInfer).
        """
        scores: list[Floats] = []
        for group in _groups(branches):
            scores.extend(self._rescore_group(reading, group))
        return scores

    def _rescore_group(self, reading: Reading, branches: Sequence[Branch]) -> list[Floats]:
        import torch

        memory: Any = reading.memory
        past = len(reading.tokens)
        total = sum(len(branch.tokens) for branch in branches)
        hidden = torch.finfo(self._model.dtype).min
        mask = torch.full((total, past + total), hidden, dtype=self._model.dtype)
        positions: list[int] = []
        row = 0
        for branch in branches:
            length = len(branch.tokens)
            mask[row : row + length, : branch.at] = 0
            mask[row : row + length, past + row : past + row + length] = torch.triu(
                torch.full((length, length), hidden, dtype=self._model.dtype), 1
            )
            positions.extend(range(branch.at, branch.at + length))
            row += length
        tokens = torch.tensor([token for branch in branches for token in branch.tokens])
        with torch.inference_mode():
            states = self._model.base_model(
                input_ids=tokens[None],
                position_ids=torch.tensor([positions]),
                attention_mask=mask[None, None],
                use_cache=True,
                **{self._memory_as: memory},
            ).last_hidden_state[0]
            memory.crop(-total)
            own = self._logprobs(states[:-1]).gather(1, tokens[1:, None])[:, 0].numpy()
        scores, row = [], 0
        for branch in branches:
            scores.append(own[row : row + len(branch.tokens) - 1])
            row += len(branch.tokens)
        return scores

    def states(self, sentences: Sequence[str]) -> list[tuple[tuple[Span, ...], Floats]]:
        """Hidden states of sentences read twice, after the lower STATE_LAYERS layers, in the given order.

        Source: Springer et al. 2024, "Repetition Improves Language Model Embeddings".
        """
        encoded = [self._encode(sentence) for sentence in sentences]
        between = self._tokenizer("\n", add_special_tokens=False)["input_ids"]
        found: dict[int, Floats] = {}
        for batch in _batches([2 * len(ids) + len(between) + 1 for ids, _ in encoded]):
            rows = [[self._start, *encoded[i][0], *between, *encoded[i][0]] for i in batch]
            for i, states in zip(batch, self._twice(rows), strict=True):
                count = len(encoded[i][0])
                found[i] = states[len(states) - count :].copy()  # a view would keep the padded batch alive
        return [(tuple(encoded[i][1]), found[i]) for i in range(len(sentences))]

    def _twice(self, rows: Sequence[Sequence[int]]) -> list[Floats]:
        import torch

        width = max(len(row) for row in rows)
        tokens = torch.full((len(rows), width), self._start)
        attention = torch.zeros((len(rows), width), dtype=torch.long)
        for i, row in enumerate(rows):
            tokens[i, : len(row)] = torch.tensor(row)
            attention[i, : len(row)] = 1
        with torch.inference_mode():
            output = self._lower(input_ids=tokens, attention_mask=attention, use_cache=False)
            states = output.last_hidden_state.float().numpy()
        return [states[i, : len(row)] for i, row in enumerate(rows)]

    def _logprobs(self, states: torch.Tensor) -> torch.Tensor:
        return self._model.get_output_embeddings()(states).float().log_softmax(-1)  # type: ignore[no-any-return]

    def _encode(self, text: str) -> tuple[list[int], list[Span]]:
        encoded = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return encoded["input_ids"], [Span(start, end) for start, end in encoded["offset_mapping"]]


def load_fluency(config: ModelsConfig, lang: str) -> Fluency | Unavailable:
    """The causal LM that `[models] fluency` names, for texts in `lang`; never raises."""
    langs = EMBEDDED.get(config.fluency)
    if langs is not None and lang not in langs:
        return Unavailable(
            f"no fluency model for {lang or 'an unknown language'}: "
            f"the embedded {config.fluency} reads {', '.join(langs)} only; name a causal LM with [models] fluency"
        )
    try:
        import torch  # noqa: F401
    except ImportError:
        return Unavailable("PyTorch is not installed: pip install 'mtaudit[models]'")
    try:
        return _load(config, embedded=langs is not None)
    except (ModelError, OSError, ValueError, RuntimeError, KeyError) as error:
        return Unavailable(f"fluency model {config.fluency} cannot be loaded: {' '.join(str(error).split())[:200]}")


def _load(config: ModelsConfig, *, embedded: bool) -> Fluency | Unavailable:
    from mtaudit.models.install import ensure

    path: str | Path = config.fluency
    local = embedded or is_offline(config.offline) or Path(config.fluency).is_dir()
    stay_offline(() if local else (config.fluency,))
    if embedded:
        found = ensure(config.fluency, config)
        if isinstance(found, Unavailable):
            return found
        path = found
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    precision = chosen_precision(config.precision)
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=local)
    model = AutoModelForCausalLM.from_pretrained(path, dtype=dtype, local_files_only=local)
    return CausalFluency(
        model,
        tokenizer,
        name=config.fluency,
        signature=f"{_label(config.fluency)}@{_revision(path)}:{precision}" + (_judge_label() if embedded else ""),
        has_states=embedded,
    )


def chosen_precision(wanted: str) -> str:
    """bf16 or fp32. "auto" is bf16 where the CPU multiplies in it (AMX, AVX512-BF16), else fp32."""
    if wanted in {"bf16", "fp32"}:
        return wanted
    if wanted != "auto":
        raise ModelError(f"unknown precision {wanted!r}", "choose auto, bf16 or fp32")
    import torch

    capabilities: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()
    return "bf16" if capabilities.get("amx_bf16") or capabilities.get("avx512_bf16") else "fp32"


def _judge_label() -> str:
    return f":judge@{hash_file(JUDGE)[:8]}"


def _label(name: str) -> str:
    """The model's name for signatures: a local folder loses its path, which belongs to one machine."""
    return Path(name).name if Path(name).is_dir() else name


def _revision(path: str | Path) -> str:
    """A few hex digits that name the weights: the manifest's digest of an installed model, else the hub's commit."""
    manifest = read_manifest(Path(path))
    if manifest is not None:
        return manifest.digest[:8]
    if Path(path).is_dir():
        return "local"
    from huggingface_hub import try_to_load_from_cache

    config = try_to_load_from_cache(str(path), "config.json")
    return Path(config).parent.name[:8] if isinstance(config, str) else "hub"


def _lower_layers(model: Any, count: int) -> Any:
    """The same weights, stopped after `count` layers and normalised there."""
    lower = copy.copy(model)
    lower._modules = dict(model._modules)
    lower._modules["layers"] = model.layers[:count]
    lower.config = copy.deepcopy(model.config)
    lower.config.num_hidden_layers = count
    return lower


def _memory_parameter(model: Any) -> str:
    """The name under which a model takes its cache: transformers 5.24 has begun to call it so."""
    return "cache" if "cache" in inspect.signature(model.forward).parameters else "past_key_values"


def _start_token(tokenizer: Any) -> int:
    """The token that separates documents in training; it lets the first word be predicted."""
    for name in ("<|endoftext|>", tokenizer.bos_token, tokenizer.eos_token):
        token = tokenizer.convert_tokens_to_ids(name) if name else None
        if token is not None and token != tokenizer.unk_token_id:
            return int(token)
    return int(tokenizer.unk_token_id or 0)


def _pieces(tokenizer: Any, size: int) -> list[str]:
    """The text of every token. A sentencepiece token loses its leading space in decoding; it is put back."""
    names = tokenizer.convert_ids_to_tokens(list(range(min(size, len(tokenizer)))))
    space = "\N{LOWER ONE EIGHTH BLOCK}"
    pieces = [
        f" {name[1:]}" if (name or "").startswith(space) else text
        for name, text in zip(names, tokenizer.batch_decode([[i] for i in range(len(names))]), strict=True)
    ]
    return pieces + [""] * (size - len(pieces))


def _with_start(values: torch.Tensor) -> Any:
    """An array with a first row of zeros for the start token, which nothing predicts."""
    array = values.numpy()
    return np.concatenate([np.zeros_like(array[:1]), array]) if len(array) else array


def _groups(branches: Sequence[Branch]) -> Iterator[list[Branch]]:
    """Branches in their order, cut where a forward pass is full."""
    group: list[Branch] = []
    total = 0
    for branch in branches:
        if group and total + len(branch.tokens) > BRANCH_TOKENS:
            yield group
            group, total = [], 0
        group.append(branch)
        total += len(branch.tokens)
    if group:
        yield group


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices grouped by length, so that padding costs little; ties keep their order."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if batch and lengths[i] * (len(batch) + 1) > TWICE_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
