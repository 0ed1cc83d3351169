"""Writes tests/testdata/vectors/: the same small vectors in every form that is read, and what is in them.

    /usr/bin/python3 tests/oracle/vector_fixtures.py

Files are written by torch and numpy, which are no part of deltascope; safetensors and GGUF by struct from their specifications
(huggingface.co/docs/safetensors, ggml/docs/gguf.md), since their writers are not at hand. Expected are the numbers that were
drawn, in float32, before any file was written. L = 4 blocks, C = 6.
"""

import csv
import json
import shutil
import struct
import warnings
import zipfile
from pathlib import Path

import numpy as np
import torch

OUT = Path(__file__).resolve().parent.parent / "testdata" / "vectors"
L, C = 4, 6
RNG = np.random.default_rng(20)


def draw(*shape):
    return RNG.normal(0, 2, shape).astype("<f4")


def place(name):
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def write_safetensors(name, tensors):
    header, data = {}, b""
    for key, array in tensors.items():
        header[key] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    place(name).write_bytes(struct.pack("<Q", len(text)) + text + data)


def widen_local_headers(name, wide):
    """As Python 3.12 writes the same archive: both sizes of a local header are in its ZIP64 extra field alone (gh-103861)."""
    data = bytearray((OUT / name).read_bytes())
    with zipfile.ZipFile(OUT / name) as archive:
        for info in archive.infolist():
            at = info.header_offset
            n_name, n_extra = struct.unpack_from("<HH", data, at + 26)
            extra = struct.unpack_from("<HHQQ", data, at + 30 + n_name)
            assert n_extra == 20 and extra == (1, 16, info.file_size, info.compress_size)
            struct.pack_into("<II", data, at + 18, 2**32 - 1, 2**32 - 1)
    place(wide).write_bytes(data)


def gguf_text(text):
    return struct.pack("<Q", len(text)) + text.encode()


def write_gguf(name, metadata, tensors, alignment=32, types=None):
    """GGUF version 3: header, metadata (8 is a string, 4 a uint32), tensor infos, data, each tensor at a multiple of 32 bytes."""
    out = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    for key, value in metadata.items():
        out += gguf_text(key)
        out += struct.pack("<I", 8) + gguf_text(value) if isinstance(value, str) else struct.pack("<II", 4, value)
    data = b""
    for key, array in tensors.items():
        data += b"\0" * (-len(data) % alignment)
        out += gguf_text(key) + struct.pack("<I", array.ndim)
        out += b"".join(struct.pack("<Q", n) for n in reversed(array.shape))
        out += struct.pack("<IQ", (types or {}).get(key, 0), len(data))
        data += array.tobytes()
    out += b"\0" * (-len(out) % alignment)
    place(name).write_bytes(out + data)


def persona_vectors():
    """TRAIT_KEY_diff.pt, [L + 1, C]: row 0 the embedding."""
    expected = {}
    for trait in ("evil", "kind"):
        for key in ("prompt_avg", "response_avg", "prompt_last"):
            if (trait, key) == ("kind", "prompt_last"):
                continue
            array = draw(L + 1, C)
            torch.save(torch.from_numpy(array.copy()), place(f"persona_vectors/{trait}_{key}_diff.pt"))
            expected[f"{trait} {key}"] = array[1:].tolist()
    return expected


def named():
    """Two roles, a trait, a default and two principal components under the names that say so."""
    vectors = {name: draw(L, C) for name in ("role.bard", "role.poet", "trait.calm", "default")}
    pcs = {"pc.1": draw(C), "pc.2": draw(C)}
    write_safetensors("named.safetensors", {**vectors, **pcs})
    layered = {"pc.1": draw(L, C), "pc.2": draw(L, C)}
    write_safetensors("layered-pcs.safetensors", {**vectors, **layered})
    plain = {name.split(".")[-1]: array for name, array in vectors.items()}
    write_safetensors("unnamed.safetensors", {name: plain[name] for name in ("bard", "poet")})
    for name, array in vectors.items():
        np.save(place(f"npy/{name}.npy"), array)
        torch.save(torch.from_numpy(array.copy()), place(f"tensors/{name}.pt"))
    np.savez(place("stored.npz"), **vectors)
    np.savez_compressed(place("deflated.npz"), **vectors)
    for form in ("stored", "deflated"):
        widen_local_headers(f"{form}.npz", f"{form}-wide.npz")
    names = ["bard", "poet", "default"]
    stack = torch.from_numpy(np.stack([plain[name] for name in names]))
    torch.save({"roles": names, "vectors": stack}, place("stack.pt"))
    torch.save({"names": names[:2], "vectors": stack[:2].double(), "model": "x"}, place("names-stack.pt"))
    # The first rows and every other column of a larger tensor: vectors lie farther apart than their rows would have them.
    wide = torch.zeros(3, 2 * L, 2 * C)
    wide[:, :L, ::2] = stack
    torch.save({"emotions": names[:2], "vectors": wide[:2, :L, ::2]}, place("strided-stack.pt"))
    torch.save({name: torch.from_numpy(array.copy()) for name, array in vectors.items()}, place("dict.pt"))
    # Views of one storage, as unbinding a stack leaves them; one of another.
    views = dict(zip(names, stack))
    torch.save({**views, "axis": stack[0].clone()}, place("views-dict.pt"))
    torch.save(dict(zip(names[:2], stack[:2, 1].double())), place("one-layer-dict.pt"))
    expected = {name: array.tolist() for name, array in vectors.items()}
    return expected, {
        "one": {name: array.tolist() for name, array in pcs.items()},
        "layered": {name: array.tolist() for name, array in layered.items()},
    }


def by_layer():
    """npz keys `trait|layer|unit`, layers from 1 on; `calm` has none of layer 3."""
    arrays, expected = {}, {}
    for trait, layers in (("calm", (1, 2, 4)), ("stoic", (1, 2, 3, 4))):
        expected[trait] = [None] * L
        for layer in layers:
            vector = draw(C)
            arrays[f"{trait}|{layer}|unit"] = vector
            expected[trait][layer - 1] = vector.tolist()
    np.savez(place("by-layer.npz"), **arrays)
    short = {key.removesuffix("|unit"): array for key, array in arrays.items()}
    np.savez(place("by-layer-short.npz"), **short, n_slices=np.int64(4).astype("<f4"))
    both = {key.replace("unit", variant): array * n for key, array in arrays.items() for variant, n in (("unit", 1), ("raw", 2))}
    np.savez(place("by-layer-variants.npz"), **both)
    return expected


def tables(vectors):
    """CSV by numpy's shortest digits; `calm` without a vector at layer 2."""
    rows = []
    for name, array in vectors.items():
        kind, _, short = name.rpartition(".")
        for layer in range(L):
            if (short, layer) != ("calm", 2):
                rows.append((short, layer, kind, array[layer]))
    with open(place("wide.csv"), "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["name", "layer", "kind", *[f"v{i}" for i in range(C)]])
        table.writerows([name, layer, kind, *[str(x) for x in values]] for name, layer, kind, values in rows)
    with open(place("long.csv"), "w", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(["name", "layer", "kind", "dimension", "value"])
        cells = [(name, layer, kind, i, str(x)) for name, layer, kind, values in rows for i, x in enumerate(values)]
        table.writerows([cells[i] for i in RNG.permutation(len(cells))])


def control_vectors():
    """As repeng and llama.cpp write them: directions of blocks 1 to L - 1."""
    metadata = {"general.architecture": "controlvector", "controlvector.model_hint": "llama", "controlvector.layer_count": L - 1}
    expected = {}
    for name in ("happy", "honest"):
        directions = {f"direction.{k}": draw(C) for k in range(1, L)}
        write_gguf(f"gguf/{name}.gguf", metadata, directions)
        expected[name] = [None] + [directions[f"direction.{k}"].tolist() for k in range(1, L)]
    good = {f"direction.{k}": draw(C) for k in range(1, L)}
    write_gguf("refused/model.gguf", {"general.architecture": "llama"}, good)
    write_gguf("refused/zero.gguf", metadata, {"direction.0": draw(C), **good})
    write_gguf("refused/half.gguf", metadata, good, types={"direction.2": 1})
    write_gguf("refused/matrix.gguf", metadata, {**good, "direction.2": draw(2, C)})
    write_gguf("refused/lengths.gguf", metadata, {**good, "direction.2": draw(C - 1)})
    whole = (OUT / "gguf" / "happy.gguf").read_bytes()
    place("refused/cut.gguf").write_bytes(whole[:-8])
    place("refused/cut-header.gguf").write_bytes(whole[:60])
    return expected


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    shutil.rmtree(OUT, ignore_errors=True)
    expected = {"persona_vectors": persona_vectors()}
    expected["named"], expected["pcs"] = named()
    expected["by_layer"] = by_layer()
    tables({name: np.float32(array) for name, array in expected["named"].items()})
    expected["gguf"] = control_vectors()
    place("expected.json").write_text(json.dumps(expected) + "\n")
