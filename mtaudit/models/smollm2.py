"""SmolLM2 out of its GGUF file: unpacked once into a folder that transformers loads in about a second."""

from __future__ import annotations

import importlib.util
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

from mtaudit.errors import ModelError
from mtaudit.models.offline import stay_offline

_NEEDS = ("torch", "transformers", "safetensors", "gguf", "accelerate")
_CONTROL = 3  # gguf.TokenType.CONTROL: a token that no text contains
# What LlamaConfig must hold to rebuild the network; the rest are defaults, or name the file it was read from.
_CONFIG_KEYS = (
    "model_type",
    "attention_bias",
    "bos_token_id",
    "eos_token_id",
    "head_dim",
    "hidden_act",
    "hidden_size",
    "intermediate_size",
    "max_position_embeddings",
    "mlp_bias",
    "num_attention_heads",
    "num_hidden_layers",
    "num_key_value_heads",
    "pad_token_id",
    "rms_norm_eps",
    "tie_word_embeddings",
    "vocab_size",
)


def require() -> None:
    """Raise ModelError where a package that `unpack` needs is missing."""
    missing = [name for name in _NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        raise ModelError(f"the fluency model needs {', '.join(missing)}", "pip install 'mtaudit[models]'")


def unpack(gguf: Path, folder: Path) -> None:
    """Write config.json, model.safetensors (bfloat16) and the tokenizer of the GGUF file `gguf` into `folder`.

    Takes about 12 s. Raises ModelError where torch or a reader is missing, or the file is not the model it should be.
    """
    require()
    stay_offline()
    with _quiet():
        model = _read(gguf)
        _write_tokenizer(gguf, folder)
    _write_weights(model, folder)
    _write_config(model.config, folder)


def _read(gguf: Path) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    try:
        return AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32)
    except (ValueError, KeyError, IndexError, OSError, RuntimeError) as error:
        raise ModelError(
            f"{gguf.name} cannot be read: {error}", "pip install -U 'mtaudit[models]', then try again"
        ) from error


def _write_weights(model: Any, folder: Path) -> None:
    """Tied tensors are stored once: the input embedding stays, the output layer is tied to it again on loading."""
    import torch
    from safetensors.torch import save_file

    state = model.state_dict()
    if model.config.tie_word_embeddings:
        del state["lm_head.weight"]
    tensors = {name: tensor.to(torch.bfloat16).contiguous() for name, tensor in state.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # safetensors writes through a private temporary file


def _write_config(config: Any, folder: Path) -> None:
    """The rotary base is written in both spellings: `rope_parameters` since transformers 5, `rope_theta` before."""
    table = config.to_dict()
    kept = {key: table[key] for key in _CONFIG_KEYS if key in table}
    rope = table.get("rope_parameters") or {}
    theta = rope.get("rope_theta", table.get("rope_theta", 10000.0))
    kept |= {"architectures": ["LlamaForCausalLM"], "dtype": "bfloat16", "torch_dtype": "bfloat16"}
    kept |= {"rope_theta": theta, "rope_parameters": {"rope_type": "default", "rope_theta": theta}}
    text = json.dumps(kept, indent=2, sort_keys=True)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")


def _write_tokenizer(gguf: Path, folder: Path) -> None:
    """Built from the file's own tables, because versions of transformers differ in what they make of them.

    The file says `pre: smollm`, which is: digits stand alone, then the words of GPT-2, as bytes.
    Source: the pre-tokenizer table of llama.cpp (LLAMA_VOCAB_PRE_TYPE_SMOLLM).
    """
    from gguf import GGUFReader
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    fields = GGUFReader(gguf).fields
    tokens, merges = _strings(fields["tokenizer.ggml.tokens"]), _strings(fields["tokenizer.ggml.merges"])
    pairs = [(first, second) for first, _, second in (merge.partition(" ") for merge in merges)]
    tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(tokens)}, merges=pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    kinds = fields["tokenizer.ggml.token_type"]
    control = [tokens[i] for i, at in enumerate(kinds.data) if int(kinds.parts[at][0]) == _CONTROL]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in control])
    tokenizer.save(str(folder / "tokenizer.json"))
    special = {
        f"{kind}_token": tokens[int(fields[f"tokenizer.ggml.{key}_token_id"].parts[-1][0])]
        for kind, key in {"bos": "bos", "eos": "eos", "unk": "unknown", "pad": "padding"}.items()
    }
    # The class that every version of transformers reads from tokenizer.json alone.
    table = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False, **special}
    text = json.dumps(table, indent=2, sort_keys=True)
    (folder / "tokenizer_config.json").write_text(text + "\n", encoding="utf-8")


def _strings(field: Any) -> list[str]:
    return [bytes(field.parts[at]).decode() for at in field.data]


@contextmanager
def _quiet() -> Iterator[None]:
    """Holds back the progress bars and warnings of transformers; our own progress line tells what goes on."""
    from transformers import utils

    logging: Any = utils.logging
    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with redirect_stderr(io.StringIO()):  # the bar of the GGUF reader goes by no setting
            yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
