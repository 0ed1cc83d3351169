"""The arithmetic of one run in PyTorch, for comparison: memory-mapped files, only the tensors that are needed, one matrix at a time
as float32 (rounded to bfloat16 first where it is stored as float32), float32 products.

Usage: pytorch.py BASE INSTRUCT N_VECTORS N_THREADS. Prints seconds, wall and processor, those of the imports excluded, and peak resident memory in bytes.
"""

import json
import mmap
import resource
import struct
import sys
import time
from pathlib import Path

import torch

DTYPES = {"F32": torch.float32, "BF16": torch.bfloat16}


class Checkpoint:
    """The tensors of a folder, by name, on memory-mapped files."""

    def __init__(self, folder):
        folder = Path(folder)
        self.config = json.loads((folder / "config.json").read_text())
        self.entries = {}
        for path in sorted(folder.glob("*.safetensors")):
            with open(path, "rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
            (n_header_bytes,) = struct.unpack("<Q", mapped[:8])
            for name, entry in json.loads(mapped[8 : 8 + n_header_bytes]).items():
                if name != "__metadata__":
                    self.entries[name] = (mapped, 8 + n_header_bytes, entry)

    def weight(self, name):
        mapped, data_start, entry = self.entries[f"{name}.weight"]
        start, end = entry["data_offsets"]
        dtype = DTYPES[entry["dtype"]]
        count = (end - start) // torch.tensor([], dtype=dtype).element_size()
        stored = torch.frombuffer(mapped, dtype=dtype, count=count, offset=data_start + start)
        stored = stored.reshape(entry["shape"])
        return stored.float() if dtype == torch.bfloat16 else stored.to(torch.bfloat16).float()


def rms_norm(x, weight, eps):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * (1 + weight)


def mlp(checkpoint, layer, x):
    prefix = f"model.layers.{layer}"
    eps = checkpoint.config["rms_norm_eps"]
    n = rms_norm(x, checkpoint.weight(f"{prefix}.pre_feedforward_layernorm"), eps)
    gate = n @ checkpoint.weight(f"{prefix}.mlp.gate_proj").T
    up = n @ checkpoint.weight(f"{prefix}.mlp.up_proj").T
    h = torch.nn.functional.gelu(gate, approximate="tanh") * up
    down = h @ checkpoint.weight(f"{prefix}.mlp.down_proj").T
    return rms_norm(down, checkpoint.weight(f"{prefix}.post_feedforward_layernorm"), eps)


def main(base_folder, instruct_folder, n_vectors, n_threads):
    torch.set_num_threads(int(n_threads))
    started, processor_started = time.monotonic(), time.process_time()
    with torch.no_grad():
        base, instruct = Checkpoint(base_folder), Checkpoint(instruct_folder)
        generator = torch.Generator().manual_seed(42)
        shape = (int(n_vectors), base.config["hidden_size"])
        x = torch.randn(shape, generator=generator).to(torch.bfloat16).float()
        for layer in range(base.config["num_hidden_layers"]):
            d = mlp(instruct, layer, x) - mlp(base, layer, x)
            d.norm(dim=-1).tolist()
    seconds = time.monotonic() - started
    processor_seconds = time.process_time() - processor_started
    peak_bytes = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "processorSeconds": processor_seconds, "peakBytes": peak_bytes}))


main(*sys.argv[1:])
