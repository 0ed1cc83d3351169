"""Files of torch.save and what torch, numpy and scikit-learn read in them.

    /usr/bin/python3 tests/oracle/torch_fixtures.py [--zip64] [QWEN_FOLDER]

Needs torch 1.13, numpy 1.24 and scikit-learn 1.2 (Debian packages). Writes into tests/testdata/torch/:

values/*.pt, *.json    values of every kind that is accepted, protocols 2 to 5, and the same as JSON
pca/*.pt, *.json       PCA files of the persona layout, and their numbers as float64
persona/, axis/        small folders of either layout, and the layers of each vector in persona.json and axis.json
refused/*.pt           files that name more than they may; refused.json has the name
zip64.json             the parts that are not zero of an archive of more than 4 GB (with --zip64; writes 4.3 GB to a temporary file)
qwen.json              CRC-32 of rows of the real files, as their bfloat16 bytes; only where their folder is given
"""

import base64
import io
import json
import os
import shutil
import sys
import tempfile
import types
import zipfile
import zlib
from collections import Counter, OrderedDict

import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.preprocessing import MinMaxScaler, StandardScaler

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "testdata", "torch")
L, C = 4, 6


def path(*parts):
    full = os.path.join(OUT, *parts)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


def write_json(name, value):
    with open(path(name), "w") as f:
        json.dump(value, f, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
        f.write("\n")


def floats(array):
    """Shortest texts that read back to the same float64."""
    return [float(x) for x in np.asarray(array, dtype=np.float64).ravel()]


def described(value):
    """A value as JSON: what has no JSON form of its own is an object with one key that tells its kind."""
    if isinstance(value, torch.Tensor):
        return {"tensor": {"shape": list(value.shape), "values": floats(value.detach().double())}}
    if isinstance(value, np.ndarray) and value.dtype.kind == "U":
        return {"strings": value.tolist()}
    if isinstance(value, np.ndarray):
        return {"ndarray": {"shape": list(value.shape), "values": floats(value)}}
    if isinstance(value, np.generic):
        return {"scalar": float(value)}
    if isinstance(value, dict):
        return {"dict": [[described(k), described(v)] for k, v in value.items()]}
    if isinstance(value, torch.Size) or isinstance(value, tuple):
        return {"tuple": [described(v) for v in value]}
    if isinstance(value, list):
        return {"list": [described(v) for v in value]}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": list(value)}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1:
        return {"int": str(value)}
    assert value is None or isinstance(value, (bool, int, float, str)), type(value)
    return value


def matrix(offset=0.0, rows=L, columns=C, dtype=torch.float32):
    """Entries that differ from each other and need rounding in the small dtypes."""
    k = torch.arange(rows * columns, dtype=torch.float64)
    return (torch.sin(k * 1.7 + offset) * 3 + k / 7).reshape(rows, columns).to(dtype)


def value_cases():
    plain = {
        "none": None,
        "yes": True,
        "no": False,
        "ints": [0, 255, 256, 65535, 65536, -1, -(2**31), 2**31, 2**40, -(2**40), 2**53 - 1, 2**70, -(2**70)],
        "floats": [0.1, -1e300, 5e-324],
        "text": "caf\u00e9 \U0001f989\n",
        "long text": "x" * 300,
        "bytes": b"\x00\x80\xff",
        "no bytes": b"",
        "bytearray": bytearray(b"\x01\xfe"),
        "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, (4, [5]))),
        "nested": {"a": {"b": [{"c": ()}]}},
        "size": torch.Size([2, 3]),
        "ordered": OrderedDict([("z", 1), ("a", 2)]),
        "__proto__": "key",
        "constructor": "key",
        7: "int key",
        (1, "t"): "tuple key",
    }
    numbers = {
        "c order": np.arange(6, dtype=np.float64).reshape(2, 3) / 7,
        "fortran order": np.asfortranarray(np.arange(6, dtype=np.float64).reshape(2, 3) / 7),
        "fortran 3d": np.asfortranarray(np.arange(24, dtype=np.float32).reshape(2, 3, 4)),
        "no axes": np.array(2.5),
        "none": np.zeros((0, 3)),
        "big endian": np.arange(3, dtype=">f8"),
        **{code: np.array([0, 1, 100], dtype=code) for code in "f2 f4 i1 i2 i4 i8 u1 u2 u4 u8".split()},
        "negative": np.array([-1, -100], dtype="i8"),
        "bool": np.array([True, False]),
        "strings": np.array(["a", "caf\u00e9", "\U0001f989 owl"]),
        "scalar f8": np.float64(0.1),
        "scalar f4": np.float32(0.1),
        "scalar i8": np.int64(-5),
    }
    for protocol in (2, 3, 4, 5):
        yield f"plain-protocol-{protocol}", plain, protocol
        yield f"numpy-protocol-{protocol}", numbers, protocol

    base = matrix(dtype=torch.float32)
    yield "views", {
        "whole": base,
        "same storage": base[1:3],
        "transposed": base.T,
        "every other column": base[:, ::2],
        "one column": base[:, 2:3],
        "expanded rows": base[1:2].expand(3, C),
        "expanded columns": base[:, :1].expand(L, 5),
        "parameter": torch.nn.Parameter(base.clone()),
        "empty": torch.empty(0, 3),
        "one dimension": base[2],
    }, 2
    edges = torch.tensor([[1.0, -0.0, 2.0**-24, 2.0**-14, 65504.0, 1 / 3], [0.1, 1e-5, -7.25, 3e4, 1e-3, 12345.678]])
    yield "dtypes", {
        str(d).split(".")[1]: torch.cat([edges, matrix(dtype=torch.float64)]).to(d)
        for d in (torch.bfloat16, torch.float16, torch.float32, torch.float64)
    }, 2


def rewrite(source, target, change_pickle, extra=()):
    """The same archive by torch's own writer, its pickle changed and records added."""
    with zipfile.ZipFile(source) as z:
        names = z.namelist()
        root = names[0].split("/")[0]
        writer = torch._C.PyTorchFileWriter(target)
        own = os.path.splitext(os.path.basename(target))[0]
        for name in names:
            assert name.startswith(root + "/")
            short = name[len(root) + 1 :]
            data = z.read(name)
            if short == "data.pkl":
                data = change_pickle(data)
            if short != "version":
                writer.write_record(short, data, len(data))
                if short == "data.pkl":
                    for extra_name, extra_data in extra:
                        writer.write_record(extra_name, extra_data, len(extra_data))
        writer.write_end_of_file()
        del writer
    with zipfile.ZipFile(target) as z:
        assert z.namelist()[0].split("/")[0] == own


def make_values():
    for name, value, protocol in value_cases():
        torch.save(value, path("values", f"{name}.pt"), pickle_protocol=protocol)
        write_json(f"values/{name}.json", described(value))
    # The records that later versions write beside those of 1.13, as in the published vectors of Qwen 3 32B.
    value = {"pos_all": matrix(dtype=torch.bfloat16)}
    with tempfile.TemporaryDirectory() as folder:
        torch.save(value, os.path.join(folder, "a.pt"))
        rewrite(os.path.join(folder, "a.pt"), path("values", "torch-2.pt"), lambda data: data, [
            (".format_version", b"1"), (".storage_alignment", b"64"), ("byteorder", b"little"),
            (".data/serialization_id", b"1" * 40),
        ])
        rewrite(os.path.join(folder, "a.pt"), path("refused", "big-endian.pt"), lambda data: data, [("byteorder", b"big")])
    write_json("values/torch-2.json", described(value))


def scaler_class(module_name, class_name):
    """A class as a persona code base defines it, in a module of that name."""
    class Scaler:
        def __init__(self, mean):
            self.mean = mean
            self.eps = 1e-12

        def transform(self, x):
            return x - self.mean

    Scaler.__name__ = Scaler.__qualname__ = class_name
    Scaler.__module__ = module_name
    module = types.ModuleType(module_name)
    setattr(module, class_name, Scaler)
    parts = module_name.split(".")
    for i in range(1, len(parts)):
        sys.modules.setdefault(".".join(parts[:i]), types.ModuleType(".".join(parts[:i])))
    sys.modules[module_name] = module
    return Scaler


def make_pca():
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(7, C))

    def fit(scaled, n=None):
        pca = PCA(n_components=n)
        return pca, pca.fit_transform(scaled)

    def save(name, value, names, protocol=2, scaler=None):
        torch.save(value, path("pca", f"{name}.pt"), pickle_protocol=protocol)
        pca = value["pca"]
        write_json(f"pca/{name}.json", {
            "layer": int(value["layer"]),
            "nComponents": int(pca.components_.shape[0]),
            "components": floats(pca.components_),
            "varianceExplained": None if value.get("variance_explained") is None
            else floats(value["variance_explained"])[: pca.components_.shape[0]],
            "scalerClass": scaler,
            "scalerScale": floats(value["scaler"].scale_) if scaler == "StandardScaler" else None,
            "names": names,
            "coordinates": None if names is None else floats(np.asarray(value["pca_transformed"])[:, : pca.components_.shape[0]]),
        })

    # As roles/6_pca.ipynb of the persona-subspace repository saves it.
    standard = StandardScaler()
    pca, coordinates = fit(standard.fit_transform(rows))
    pca.components_[0] *= -1
    coordinates[:, 0] *= -1
    full = {
        "layer": 2,
        "roles": {"pos_2": ["bard", "poet", "jester"], "pos_3": ["bard", "poet", "editor", "ghost"]},
        "vectors": {"pos_2": [matrix(k) for k in range(3)], "pos_3": [matrix(k) for k in range(4)]},
        "pca_transformed": coordinates,
        "variance_explained": pca.explained_variance_ratio_,
        "n_components": len(pca.explained_variance_ratio_),
        "pca": pca,
        "scaler": standard,
    }
    names = [f"{n} (pos_2)" for n in full["roles"]["pos_2"]] + [f"{n} (pos_3)" for n in full["roles"]["pos_3"]]
    for protocol in (2, 4, 5):
        save(f"standard-scaler-protocol-{protocol}", full, names, protocol, "StandardScaler")

    traits = list("abcdefg")
    scaler = scaler_class("utils.pca_utils", "MeanScaler")(rows.mean(axis=0))
    pca, coordinates = fit(scaler.transform(rows).astype(np.float32), 3)
    save("mean-scaler", {
        "layer": np.int64(3), "traits": {"pos_neg_50": traits}, "pca_transformed": coordinates,
        "variance_explained": pca.explained_variance_ratio_, "n_components": 3, "pca": pca, "scaler": scaler,
    }, traits, 2, "MeanScaler")

    scaler = scaler_class("assistant_axis.pca", "L2MeanScaler")(torch.tensor(rows.mean(axis=0)))
    pca, coordinates = fit(rows, 2)
    l2 = {
        "layer": 1, "roles": np.array(traits), "pca_transformed": torch.tensor(coordinates),
        "variance_explained": [float(x) for x in pca.explained_variance_ratio_], "n_components": 2, "pca": pca, "scaler": scaler,
    }
    save("l2-mean-scaler", l2, traits, 4, "L2MeanScaler")

    # numpy 2 spells its core package numpy._core; nothing else differs.
    save("numpy-2", {**l2, "scaler": None}, traits, 2)
    old = path("pca", "numpy-1.pt")
    os.rename(path("pca", "numpy-2.pt"), old)
    rewrite(old, path("pca", "numpy-2.pt"), lambda data: data.replace(b"cnumpy.core.", b"cnumpy._core."))
    os.remove(old)

    # Cut to its first component: ratios and coordinates of the others are still there.
    pca.components_ = pca.components_[:1]
    save("first-component", {**l2, "scaler": None}, traits, 4)

    # Cut to its components: a file that keeps no more than the probing needs.
    pca.components_ = np.asfortranarray(rows[:2])
    save("components-only", {"layer": 0, "pca": pca}, None, 5)

    torch.save({**full, "scaler": MinMaxScaler().fit(rows)}, path("opaque", "min-max-scaler.pt"))
    torch.save({"layer": 1, "pca": pca, "roles": Counter("ab")}, path("opaque", "counter.pt"))
    torch.save({"pos_all": torch.complex(matrix(), matrix())}, path("refused", "complex.pt"))
    torch.save({"pos_all": torch.quantize_per_tensor(matrix(), 0.1, 0, torch.qint8)}, path("refused", "quantised.pt"))
    torch.save({"pos_all": matrix().to_sparse()}, path("refused", "sparse.pt"))
    torch.save({"pos_all": torch.nn.Linear(2, 2)}, path("refused", "module.pt"))
    # Only its start: further on it holds memory addresses.
    legacy = io.BytesIO()
    torch.save({"pos_all": matrix()}, legacy, _use_new_zipfile_serialization=False)
    with open(path("refused", "legacy.pt"), "wb") as f:
        f.write(legacy.getvalue()[:64])
    write_json("refused/refused.json", {
        "complex": "torch.ComplexFloatStorage",
        "quantised": "torch._utils._rebuild_qtensor",
        "sparse": "torch._utils._rebuild_sparse_tensor",
        "module": "torch.nn.modules.linear.Linear",
    })


def make_folders():
    def vector(*seeds):
        return matrix(sum(seeds), dtype=torch.bfloat16)

    expected = {}

    def save(folder, name, value, keys=()):
        torch.save(value, path(folder, name))
        tensor = value
        for key in keys:
            tensor = tensor[key]
        expected.setdefault(folder, {})[name] = [floats(row.double()) for row in tensor]

    def save_other(folder, name, value):
        torch.save(value, path(folder, name))

    keys = ["pos_0", "pos_1", "pos_2", "pos_3", "pos_all"]
    for i, name in enumerate(["bard", "stoic", "poet"]):
        save("persona/roles_120/vectors", f"{name}.pt", {k: vector(i, j / 3) for j, k in enumerate(keys)}, ["pos_all"])
    save_other("persona/roles_120/vectors", "ghost.pt", {"pos_1": vector(9.0), "pos_3": vector(9.5)})
    for i, name in enumerate(["stoic", "calm"]):
        save("persona/traits_120/vectors", f"{name}.pt",
             {"pos_neg": vector(20 + i), "pos_neg_50": vector(30 + i), "pos_70": vector(40 + i)}, ["pos_neg_50"])
    save("persona/roles_120", "default_vectors.pt",
         {"activations": {"default_1": vector(50.0), "all_1": vector(51.0)}, "metadata": {"model": "none", "dtype": torch.bfloat16}},
         ["activations", "default_1"])
    for name in ("layer2_pos23.pt", "layer2_mean_pos23.pt"):
        shutil.copyfile(path("pca", "mean-scaler.pt"), path("persona/roles_120/pca", name))
    write_json("persona.json", expected)

    expected = {}
    model = "axis/tiny-model"
    for i, name in enumerate(["bard", "poet", "stoic"]):
        save(f"{model}/role_vectors", f"{name}.pt", vector(i))
    save(f"{model}/trait_vectors", "stoic.pt", vector(20))
    save(model, "default_vector.pt", vector(50))
    save(model, "assistant_axis.pt", vector(60))
    write_json("axis.json", expected)


def make_zip64():
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "big.pt")
        small = matrix()
        torch.save({"big": torch.zeros(2**32 + 64, dtype=torch.uint8), "small": small}, name)
        size = os.path.getsize(name)
        with open(name, "rb") as f:
            head = f.read(1024)
            f.seek(size - 1024)
            tail = f.read()
    write_json("zip64.json", {
        "sizeBytes": size,
        "parts": [
            {"startByte": 0, "base64": base64.b64encode(head.rstrip(b"\0")).decode()},
            {"startByte": size - 1024 + len(tail) - len(tail.lstrip(b"\0")), "base64": base64.b64encode(tail.lstrip(b"\0")).decode()},
        ],
        "small": described(small),
    })


def make_qwen(folder):
    rows = [0, 31, 32, 63]
    files = ["default_vector.pt", "assistant_axis.pt"]
    files += [f"role_vectors/{name}" for name in sorted(os.listdir(os.path.join(folder, "role_vectors")))]
    crcs = {}
    for name in files:
        tensor = torch.load(os.path.join(folder, name))
        assert tensor.dtype == torch.bfloat16 and list(tensor.shape) == [64, 5120]
        crcs[name] = [zlib.crc32(tensor[row].contiguous().view(torch.int16).numpy().tobytes()) for row in rows]
    write_json("qwen.json", {"rows": rows, "crc32": crcs})


def main():
    arguments = sys.argv[1:]
    torch.manual_seed(0)
    if "--zip64" in arguments:
        arguments.remove("--zip64")
        make_zip64()
    make_values()
    make_pca()
    make_folders()
    if arguments:
        make_qwen(arguments[0])


if __name__ == "__main__":
    main()
