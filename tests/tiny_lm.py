"""A tiny causal LM made on the spot: two layers, random weights, a BPE tokenizer trained on a few sentences."""

from __future__ import annotations

import shutil
from pathlib import Path

TEXT = (
    "The minister said on Monday that the talks will go on. The ferry strike ends today. "
    "Der Minister sagte am Montag, dass die Gespräche weitergehen. Das Wetter bleibt heute schön. "
    "Naïve café owners in São Paulo said the price of coffee rose. "
) * 4


def save_tiny_lm(folder: Path, *, layers: int = 2) -> Path:
    """Write model and tokenizer to `folder`, as `save_pretrained` lays them out."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=500, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet)
    tokenizer.train_from_iterator([TEXT], trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>", bos_token="<|endoftext|>")
    torch.manual_seed(0)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(fast),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=layers,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=2048,
            tie_word_embeddings=True,
            initializer_range=0.3,
        )
    )
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


def save_in_hub_cache(cache: Path, name: str, model: Path) -> None:
    """Lay a saved model out as the hub's cache holds it after a download."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    root = cache / f"models--{name.replace('/', '--')}"
    shutil.copytree(model, root / "snapshots" / commit)
    (root / "refs").mkdir(parents=True)
    (root / "refs" / "main").write_text(commit)
