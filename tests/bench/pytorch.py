"""The arithmetic of one run in PyTorch, for comparison, at its best: only the tensors that are needed, one matrix at a time, read by
all threads into one buffer that is used again, as are those of its rounded and float32 forms; float32 products. Memory that is
allocated anew for each matrix would cost more in page faults than the arithmetic.

Usage: pytorch.py BASE INSTRUCT N_VECTORS N_THREADS. Prints seconds, wall and processor, those of the imports excluded, and peak resident memory in bytes.
"""

import json
import os
import resource
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

DTYPES = {"F32": torch.float32, "BF16": torch.bfloat16}


class Buffers:
    """Memory for one matrix: as it is stored, as bfloat16, as float32."""

    def __init__(self, checkpoints, n_threads):
        entries = [entry for checkpoint in checkpoints for _, _, entry in checkpoint.entries.values()]
        n_bytes = max(entry["data_offsets"][1] - entry["data_offsets"][0] for entry in entries)
        n_values = max(torch.Size(entry["shape"]).numel() for entry in entries)
        self.stored = torch.empty(n_bytes, dtype=torch.uint8)
        self.bytes = memoryview(self.stored.numpy())
        self.rounded = torch.empty(n_values, dtype=torch.bfloat16)
        self.values = torch.empty(n_values)
        self.n_threads = n_threads
        self.threads = ThreadPoolExecutor(n_threads)

    def read(self, file, start, n_bytes):
        def part(i):
            at, end = n_bytes * i // self.n_threads, n_bytes * (i + 1) // self.n_threads
            while at < end:
                at += os.preadv(file, [self.bytes[at:end]], start + at)

        list(self.threads.map(part, range(self.n_threads)))


class Checkpoint:
    """The tensors of a folder, by name."""

    def __init__(self, folder):
        folder = Path(folder)
        self.config = json.loads((folder / "config.json").read_text())
        self.entries = {}
        for path in sorted(folder.glob("*.safetensors")):
            file = os.open(path, os.O_RDONLY)
            (n_header_bytes,) = struct.unpack("<Q", os.pread(file, 8, 0))
            for name, entry in json.loads(os.pread(file, n_header_bytes, 8)).items():
                if name != "__metadata__":
                    self.entries[name] = (file, 8 + n_header_bytes, entry)

    def weight(self, name, buffers):
        """Float32, rounded to bfloat16 first; the next one takes its place."""
        file, data_start, entry = self.entries[f"{name}.weight"]
        start, end = entry["data_offsets"]
        buffers.read(file, data_start + start, end - start)
        stored = buffers.stored[: end - start].view(DTYPES[entry["dtype"]])
        rounded = buffers.rounded[: stored.numel()].copy_(stored) if stored.dtype == torch.float32 else stored
        return buffers.values[: stored.numel()].copy_(rounded).reshape(entry["shape"])


def rms_norm(x, weight, eps):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * (1 + weight)


def mlp(checkpoint, layer, x, buffers):
    prefix = f"model.layers.{layer}"
    eps = checkpoint.config["rms_norm_eps"]
    n = rms_norm(x, checkpoint.weight(f"{prefix}.pre_feedforward_layernorm", buffers), eps)
    gate = n @ checkpoint.weight(f"{prefix}.mlp.gate_proj", buffers).T
    up = n @ checkpoint.weight(f"{prefix}.mlp.up_proj", buffers).T
    h = torch.nn.functional.gelu(gate, approximate="tanh") * up
    down = h @ checkpoint.weight(f"{prefix}.mlp.down_proj", buffers).T
    return rms_norm(down, checkpoint.weight(f"{prefix}.post_feedforward_layernorm", buffers), eps)


def main(base_folder, instruct_folder, n_vectors, n_threads):
    torch.set_num_threads(int(n_threads))
    started, processor_started = time.monotonic(), time.process_time()
    with torch.no_grad():
        base, instruct = Checkpoint(base_folder), Checkpoint(instruct_folder)
        buffers = Buffers([base, instruct], int(n_threads))
        generator = torch.Generator().manual_seed(42)
        shape = (int(n_vectors), base.config["hidden_size"])
        x = torch.randn(shape, generator=generator).to(torch.bfloat16).float()
        for layer in range(base.config["num_hidden_layers"]):
            d = mlp(instruct, layer, x, buffers) - mlp(base, layer, x, buffers)
            d.norm(dim=-1).tolist()
    seconds = time.monotonic() - started
    processor_seconds = time.process_time() - processor_started
    peak_bytes = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "processorSeconds": processor_seconds, "peakBytes": peak_bytes}))


main(*sys.argv[1:])
