"""Runs the lines of Python that refusals of vectors give, and gives deltascope what they saved.

    /usr/bin/python3 tests/oracle/vector_advice.py

Each file holds the same four layers of bard and poet in a form that is refused. The line of its refusal is run here as it stands,
with what it leaves open (FILE, KEYS, NAMES, names) filled in; what it saved has to be the vectors that were drawn, and
`deno task vectors` has to read it. Prints a line for each, and ends with code 1 where one fails. Needs `deno`, PyTorch and numpy.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import torch

ROOT = Path(__file__).resolve().parent.parent.parent
L, C = 4, 6
NAMES = ["bard", "poet"]
DRAWN = {name: torch.randn(L, C) for name in NAMES}
ROWS = {name: [DRAWN[name][layer] for layer in range(L)] for name in NAMES}
STACK = torch.stack([DRAWN[name] for name in NAMES])
LAYERS = list(range(L))


def by_name(form):
    return {name: form(DRAWN[name]) for name in NAMES}


def by_layer(form):
    return {layer: {name: form(DRAWN[name][layer]) for name in NAMES} for layer in LAYERS}


def by_both(form):
    return {f"{name}_{layer}": form(DRAWN[name][layer]) for name in NAMES for layer in LAYERS}


def arrays(stack):
    return stack.numpy()


OF_BOTH = {name: [f"{name}_{layer}" for layer in LAYERS] for name in NAMES}
SEEDS = {f"{name}_{seed}": DRAWN[name] + (0.5 if seed else -0.5) for name in NAMES for seed in (0, 1)}
OF_SEEDS = {name: [f"{name}_0", f"{name}_1"] for name in NAMES}
AWAY = numpy.empty(L, dtype=object)
for layer in LAYERS:
    AWAY[layer] = DRAWN["bard"][layer].numpy()

# What a file of torch.save holds, and KEYS.
TORCH = {
    "a list of vectors": ([DRAWN[name] for name in NAMES], None),
    "a list of arrays": ([DRAWN[name].numpy() for name in NAMES], None),
    "lists of numbers": (STACK.tolist(), None),
    "an array of vectors": (arrays(STACK), None),
    "a tensor of vectors": (STACK, None),
    "a tensor of vectors, an axis more": (STACK[:, :, None], None),
    "lists by name": (by_name(list), None),
    "lists of rows by name": (by_name(lambda x: list(x[:, None])), None),
    "arrays by name": (by_name(arrays), None),
    "numbers by name": (by_name(lambda x: x.tolist()), None),
    "tensors by name, an axis more": (by_name(lambda x: x[None]), None),
    "hidden_states by name": (by_name(lambda x: tuple(torch.stack([row, row])[None] for row in x)), None),
    "layers by name": (by_name(lambda x: dict(enumerate(x))), LAYERS),
    "layers of arrays by name": (by_name(lambda x: dict(enumerate(x.numpy()))), LAYERS),
    "layers of numbers by name": (by_name(lambda x: dict(enumerate(x.tolist()))), LAYERS),
    "ways of averaging by name": (by_name(lambda x: {"pos_all": x, "pos_3": -x}), None),
    "names by layer": (by_layer(lambda x: x), LAYERS),
    "arrays by layer": (by_layer(arrays), LAYERS),
    "rows by layer": (by_layer(lambda x: x[None]), LAYERS),
    "matrices by layer": ({layer: STACK[:, layer] for layer in LAYERS}, LAYERS),
    "names and layers in one key": (by_both(lambda x: x), OF_BOTH),
    "the same of arrays": (by_both(arrays), OF_BOTH),
    "names and seeds in one key": (SEEDS, OF_SEEDS),
    "dicts of vectors": ({"mean": DRAWN, "std": {name: -x for name, x in DRAWN.items()}}, None),
    "vectors and a note": ({**DRAWN, "note": "x"}, None),
    "a stack under other keys": ({"X": STACK, "who": NAMES}, None),
    "a stack of arrays": ({"X": arrays(STACK), "who": NAMES}, None),
    "an array in a stack": ({"vectors": arrays(STACK), "names": NAMES}, None),
    "a list in a stack": ({"vectors": list(STACK), "labels": NAMES}, None),
    "a stack of layers first": ({"vectors": STACK.transpose(0, 1).clone(), "names": NAMES}, None),
}
# What lies in a file of numpy: several arrays, or one.
NUMPY = {
    "an array of vectors in .npz": {"X": arrays(STACK), "names": numpy.array(NAMES)},
    "an array of layers in .npz": {"X": arrays(STACK).swapaxes(0, 1), "names": numpy.array(NAMES)},
    "arrays with an axis more in .npz": {name: x.numpy()[None] for name, x in DRAWN.items()},
    "a dict in .npz": {"vectors": numpy.array({name: x.numpy() for name, x in DRAWN.items()}, dtype=object)},
    "an array of vectors in .npy": arrays(STACK),
    "a dict in .npy": numpy.array({name: x.numpy() for name, x in DRAWN.items()}, dtype=object),
    "float64 of another order in .npy": DRAWN["bard"].numpy().astype(">f8"),
    "Fortran order in .npy": numpy.asfortranarray(DRAWN["bard"].numpy()),
    "arrays in an array in .npy": AWAY,
    "bfloat16 in .npy": DRAWN["bard"].bfloat16().view(torch.int16).numpy().view("V2"),
}


def asked(path):
    options = ["--kind", "role", "--difference", "none"]
    command = ["deno", "run", "-A", "--no-check", "--config", ROOT / "deno.json", ROOT / "src/cli.ts"]
    done = subprocess.run([*command, "vectors", path, *options], capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip()


def line_of(refusal):
    """From a known beginning to where the last bracket closes."""
    start = re.search(r"torch\.save\(|numpy\.\w+\(|array\.astype\(|\(array\.", refusal)
    depth, end = 0, start.start()
    for end in range(start.start(), len(refusal)):
        depth += (refusal[end] in "([{") - (refusal[end] in ")]}")
        if depth == 0 and refusal[end] == ")" and refusal[end + 1 : end + 2] not in (".", "["):
            return refusal[start.start() : end + 1]
    raise ValueError(refusal)


def saved(path):
    """What lies in a file, by name."""
    value = torch.load(path) if path.suffix == ".pt" else numpy.load(path)
    if isinstance(value, numpy.ndarray):
        return {"bard": torch.from_numpy(value)}
    if "vectors" in value:
        return dict(zip(value.get("names", value.get("labels")), value["vectors"]))
    return {name: torch.as_tensor(value[name]) for name in value}


def tried(name, path, known):
    try:
        fault = fault_of(path, known, tolerance=1e-2 if "bfloat16" in name else 1e-6)
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
    print("NOT" if fault else "ok ", name, f": {fault}" if fault else "", flush=True)
    return not fault


def fault_of(path, known, tolerance):
    """What is wrong with the line, or with what it saved; nothing where all is well."""
    code, refusal = asked(path)
    line = line_of(refusal)
    out = path.with_name(f"saved{path.suffix}") if "savez" not in line else path.with_name("saved.npz")
    filled = line.replace('"roles.npz"', "FILE").replace('"names": [...]', '"names": NAMES')
    made = eval(filled, {"torch": torch, "numpy": numpy, "FILE": out, "NAMES": NAMES, "labels": NAMES, **known})
    if "save" not in line:
        numpy.save(out, made)
    read = saved(out)
    are_same = all(torch.allclose(x.float(), DRAWN[key], atol=tolerance, rtol=tolerance) for key, x in read.items())
    code, answer = asked(out)
    return None if code == 0 and are_same and len(read) in (1, 2) else f"{line}\n    {answer}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        results = []
        for name, (value, keys) in TORCH.items():
            path = Path(folder) / "given.pt"
            torch.save(value, path)
            results.append(tried(name, path, {"v": value, "vectors": value, "KEYS": keys}))
        for name, value in NUMPY.items():
            path = Path(folder) / ("given.npz" if isinstance(value, dict) else "given.npy")
            if isinstance(value, dict):
                numpy.savez(path, **value)
                known = {key: it.item() if it.shape == () else it for key, it in value.items()}
                known = {"vectors": value, **known}
            else:
                numpy.save(path, value, allow_pickle=True)
                known = {"array": value, "X": value, "vectors": value.item() if value.shape == () else None}
            results.append(tried(name, path, known))
    print(f"{sum(results)} of {len(results)} lines save what is read")
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
