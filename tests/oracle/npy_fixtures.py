#!/usr/bin/python3
"""Makes tests/testdata/npy/: small .npy files, most of them broken, and what numpy reads or what is wrong with them.

    /usr/bin/python3 tests/oracle/npy_fixtures.py
"""

import json
import struct
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

OUT = Path(__file__).resolve().parent.parent / "testdata" / "npy"


def save(name, array, version):
    with open(OUT / name, "wb") as file:
        npy.write_array(file, array, version=version)


def assemble(name, header, data, version=1, magic=b"\x93NUMPY", length=None, minor=0, end="\n"):
    """A file put together by hand, its header padded as numpy pads it."""
    text = header.encode("latin1")
    prefix = len(magic) + 2 + (2 if version == 1 else 4)
    text += b" " * (-(prefix + len(text) + len(end)) % 64) + end.encode("latin1")
    n = struct.pack("<H" if version == 1 else "<I", len(text) if length is None else length)
    (OUT / name).write_bytes(magic + bytes([version, minor]) + n + text + data)


def read():
    """Files that are read, written by numpy itself."""
    rng = np.random.default_rng(11)
    values = rng.normal(0, 3, (4, 3))
    cases = {}
    for dtype in ("<f2", "<f4", "<f8"):
        for version in ((1, 0), (2, 0), (3, 0)):
            name = f"{dtype[1:]}-version-{version[0]}.npy"
            save(name, values.astype(dtype), version)
            cases[name] = np.load(OUT / name).astype(np.float32).tolist()
    save("one-column-fortran.npy", np.asfortranarray(values[:, :1].astype("<f4")), (1, 0))
    cases["one-column-fortran.npy"] = np.load(OUT / "one-column-fortran.npy").tolist()
    save("fortran.npy", np.asfortranarray(values), (1, 0))
    cases["fortran.npy"] = np.load(OUT / "fortran.npy").astype(np.float32).tolist()
    data = np.arange(6, dtype="<f4")
    # Python 2 wrote long numbers so; numpy still reads them.
    assemble("python-2.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }", data.tobytes())
    cases["python-2.npy"] = np.load(OUT / "python-2.npy").tolist()
    return cases


def refused():
    """Files that are not, each with what the message must say."""
    good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
    data = np.arange(6, dtype="<f4").tobytes()
    values = np.arange(6.0).reshape(2, 3)
    cases = {}

    def case(name, finding, header=None, **parts):
        if header is not None:
            assemble(name, header, parts.pop("data", data), **parts)
        cases[name] = finding

    save("object.npy", np.array([[None, 1]], dtype=object), (1, 0))
    case("object.npy", "found Python objects (dtype object), which are never read")
    save("big-endian.npy", values.astype(">f4"), (1, 0))
    case("big-endian.npy", 'expected dtype <f2, <f4 or <f8, found ">f4"')
    save("whole-numbers.npy", values.astype("<i8"), (1, 0))
    case("whole-numbers.npy", 'expected dtype <f2, <f4 or <f8, found "<i8"')
    save("fields.npy", np.zeros((2, 3), dtype=[("a", "<f4")]), (1, 0))
    case("fields.npy", "expected an array of numbers, found records (a dtype with fields), as of a table")
    save("vector.npy", np.arange(3.0), (1, 0))
    case("vector.npy", "expected a matrix [N, C], found shape [3]")
    save("scalar.npy", np.array(3.0), (1, 0))
    case("scalar.npy", "expected a matrix [N, C], found shape []")
    save("cube.npy", np.zeros((2, 3, 4)), (1, 0))
    case("cube.npy", "expected a matrix [N, C], found shape [2, 3, 4]")

    case("magic.npy", "expected a file that starts as .npy files do", good, magic=b"\x93NUMPX")
    case("version-4.npy", "expected version 1.0, 2.0 or 3.0, found 4.0", good, version=4)
    case("huge-header.npy", "expected a header of at most 10000 bytes, found 4294967295", good, version=2, length=2**32 - 1)
    case("cut-header.npy", "the file ends inside the header, after 152 bytes", good, length=200)
    case("short.npy", "expected 152 bytes for <f4 [2, 3], found 151", good, data=data[:-1])
    case("long.npy", "expected 152 bytes for <f4 [2, 3], found 156", good, data=data + b"more")
    case(
        "huge-shape.npy",
        "expected an array of less than 2^53 bytes, found [1073741824, 3221225472]",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1073741824, 3221225472), }",
    )
    case(
        "call.npy",
        'expected a dtype in quotes in the header, found "__import__"',
        "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (2, 3), }",
    )
    case(
        "negative.npy",
        'expected a whole number in the header, found "-"',
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3), }",
    )
    case(
        "decimal.npy",
        'expected , in the header, found "."',
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2.0, 3), }",
    )
    case(
        "no-shape.npy",
        "expected a header with descr, fortran_order and shape",
        "{'descr': '<f4', 'fortran_order': False, }",
    )
    case(
        "extra-key.npy",
        'expected a header of descr, fortran_order and shape, each once, found "x"',
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': 1}",
    )
    case(
        "twice.npy",
        'expected a header of descr, fortran_order and shape, each once, found "shape"',
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'shape': (3, 2)}",
    )
    case("trailing.npy", 'expected nothing more in the header, found "}"', good + "}")
    case("open.npy", "expected } in the header, found its end", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)")
    case(
        "order.npy",
        'expected False in the header, found "0"',
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3), }",
    )
    # What Python's own grammar refuses, whatever numpy would make of the value.
    shaped = "{{'descr': '<f4', 'fortran_order': False, 'shape': {}, }}".format
    case("octal.npy", 'expected a whole number in the header, found "02"', shaped("(02, 3)"))
    case("brackets.npy", 'expected , in the header, found ")"', shaped("(6)"))
    case("minor-version.npy", "expected version 1.0, 2.0 or 3.0, found 1.7", good, minor=7)
    case("long-number-version-3.npy", 'expected a whole number in the header, found "2L"', shaped("(2L, 3L)"), version=3)
    case("no-break-space.npy", 'expected a whole number in the header, found "\u00a0"', shaped("(2,\u00a03)"))
    case("zero-byte.npy", 'expected nothing more in the header, found "\\u0000"', good, end="\0\n")
    blank = "expected a header that starts and ends without blank lines of spaces"
    case("indented-end.npy", blank, good, version=3, end="\n  ")
    case("latin1-version-3.npy", "its header is not UTF-8", good, version=3, end="\u00e9\n")
    case("dimensions.npy", "expected at most 64 dimensions in the header, found more", shaped("(" + "1, " * 66 + "6)"))
    for name in ("octal", "brackets", "minor-version", "long-number-version-3", "no-break-space", "zero-byte", "indented-end",
                 "latin1-version-3", "dimensions"):
        try:
            np.load(OUT / f"{name}.npy")
        except (ValueError, SyntaxError, TypeError):
            continue
        raise AssertionError(f"numpy reads {name}.npy")
    return cases


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "read.json").write_text(json.dumps(read(), indent=1) + "\n")
    (OUT / "refused.json").write_text(json.dumps(refused(), indent=1) + "\n")
