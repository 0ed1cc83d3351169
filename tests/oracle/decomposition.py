"""Writes tests/testdata/decomposition/*.json: differences set against role and trait vectors, by NumPy's SVD and least squares.

    /usr/bin/python3 tests/oracle/decomposition.py

Everything is float64; nothing here shares a line with what it checks. Inputs are multiples of 1/256, so that float32 holds them.
"""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).parent.parent / "testdata" / "decomposition"


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for name, case in cases(np.random.default_rng(6)).items():
        report = {**{key: listed(value) for key, value in case.items()}, **decomposition(**case)}
        (OUT / f"{name}.json").write_text(json.dumps(report, allow_nan=False, separators=(",", ":")) + "\n")


def cases(rng):
    plain = random_case(rng, C=40, S=24, N=19, outliers=[7, 3, 30])
    # The pursuit of this draw ends after one step.
    plain["draws"][4] = 2 * plain["vectors"][9]
    # The draws have no part along the first vector, so that it has no z.
    blind = random_case(rng, C=16, S=6, N=8, outliers=[])
    blind["vectors"][0] = np.eye(16)[5]
    blind["draws"][:, 5] = 0
    # One vector has all its length in O.
    hidden = random_case(rng, C=16, S=5, N=6, outliers=[2, 9])
    hidden["vectors"][3] = np.eye(16)[9]
    # Pairs that cancel, but for rounding, have no common mode.
    cancelling = random_case(rng, C=16, S=6, N=6, outliers=[1])
    cancelling["vectors"][3:] = -cancelling["vectors"][:3]
    no_difference = random_case(rng, C=24, S=8, N=6, outliers=[4])
    no_difference["instruct"] = no_difference["base"]
    no_difference["d"] = np.zeros(24)
    cases = {
        "plain": plain,
        "more-vectors-than-dimensions": random_case(rng, C=12, S=30, N=7, outliers=[0]),
        "rank-deficient": rank_deficient(rng),
        "few-vectors": random_case(rng, C=32, S=4, N=9, outliers=[11]),
        "one-vector": random_case(rng, C=8, S=1, N=5, outliers=[1]),
        "no-draws": random_case(rng, C=20, S=8, N=0, outliers=[2]),
        "one-draw": random_case(rng, C=20, S=8, N=1, outliers=[2]),
        "no-outliers": random_case(rng, C=20, S=8, N=6, outliers=[]),
        "no-difference": no_difference,
        "blind-draws": blind,
        "vector-in-outliers": hidden,
        "cancelling": cancelling,
    }
    return {name: with_negative(case) for name, case in cases.items()}


def with_negative(case):
    """PC1 and another input, whose change is longer and lies elsewhere; numbers of its own stream, so that PC1 stays as it was."""
    rng = np.random.default_rng(len(case["d"]) + len(case["draws"]))
    base, instruct = grid(rng.normal(size=(2, len(case["d"]))) * 3)
    pc1 = {"name": "PC1", **{key: case.pop(key) for key in ("base", "instruct", "d")}}
    negative = {"name": "-PC1", "base": base, "instruct": instruct, "d": instruct - base}
    return {**case, "inputs": [pc1, negative]}


def random_case(rng, C, S, N, outliers):
    """Vectors and differences share a direction; the outlier dimensions of the outputs are massive."""
    shared = rng.normal(size=C)
    scale = np.ones(C)
    scale[outliers] = 20
    vectors = rng.normal(size=(S, C)) + 0.6 * shared
    base = scale * (rng.normal(size=C) + shared)
    change = scale * (2 * rng.normal(size=C) + shared)
    draws = scale * (rng.normal(size=(N, C)) + rng.normal(size=(N, 1)) * shared)
    base, instruct = grid(base), grid(base + change)
    return {
        **named(grid(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))),
        "base": base, "instruct": instruct, "d": instruct - base, "draws": grid(draws), "outliers": outliers,
    }


def rank_deficient(rng):
    """Whole-number mixtures of five vectors, the first three under two names each, d partly in their span."""
    case = random_case(rng, C=32, S=5, N=9, outliers=[8])
    basis = case["vectors"]
    mixtures = rng.integers(-3, 4, size=(9, 5)) @ basis
    vectors = np.vstack([basis[:3], mixtures, basis[:3], -basis[3:]])
    return {**case, **named(vectors)}


def named(vectors):
    """Names in no order of their own; the first half are traits."""
    S = len(vectors)
    kinds = ["trait" if i < S // 2 else "role" for i in range(S)]
    names = [f"{'zyxwvutsrqponm'[i * 5 % 14]}{i % 7}-{i * 11 % 37}" for i in range(S)]
    return {"kinds": kinds, "names": names, "vectors": vectors}


def grid(values):
    return np.round(values * 256) / 256


def listed(value):
    if isinstance(value, list):
        return [listed(item) for item in value]
    if isinstance(value, dict):
        return {key: listed(item) for key, item in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def decomposition(kinds, names, vectors, inputs, draws, outliers):
    """What all vectors say of PC1, and a row for each input and vector."""
    order = sorted(range(len(names)), key=lambda i: (kinds[i], names[i]))
    kinds, names, vectors = [kinds[i] for i in order], [names[i] for i in order], vectors[order]
    pc1 = inputs[0]
    C = len(pc1["d"])

    def trim(y):
        y = y.copy()
        y[..., outliers] = 0
        return y

    units = normalised(vectors)
    m = common_mode(units)
    # Of each variant: unit vectors, what it does to a difference, and the dimensions that are left.
    variants = {"raw": (units, lambda y: y, C)}
    modes = [mode_row("raw", m, pc1["d"], pc1["base"], pc1["instruct"], draws)]
    if outliers:
        variants["trimmed"] = (normalised(trim(vectors)), trim, C - len(outliers))
        modes.append(mode_row("trimmed", common_mode(variants["trimmed"][0]),
                              trim(pc1["d"]), trim(pc1["base"]), trim(pc1["instruct"]), trim(draws)))
    if m is not None:
        def without(y):
            return y - (y @ m)[..., None] * m
        variants["without_common"] = (normalised(without(units)), without, C - 1)

    spans, pursuit = [], []
    for variant, (rows, change, dimensions) in variants.items():
        target, targets = change(pc1["d"]), change(draws)
        kept = [i for i in range(len(rows)) if np.isfinite(rows[i]).all()]
        spans.append({"variant": variant, **span(rows[kept], target, targets), "dimensions": dimensions})
        pursuit += [{"variant": variant, "kind": kinds[kept[step.pop("ix")]], "name": names[kept[ix]], **step}
                    for step in pursued(rows[kept], target, targets) for ix in [step["ix"]]]
    taken = {(step["kind"], step["name"]): step for step in pursuit if step["variant"] == "raw"}

    rows = []
    for own in inputs:
        columns = input_columns(own, vectors, variants, draws)
        for i, key in enumerate(zip(kinds, names)):
            row = {"kind": key[0], "name": key[1], **{column: known(values[i]) for column, values in columns.items()}}
            step = taken.get(key) if own is pc1 else None
            row = {**row, "omp_step": step and step["step"], "omp_coefficient": step and step["coefficient"]}
            rows.append({**row, "input_vector": own["name"]})
    return {"expected": {
        "rows": rows,
        "summary": {"common_mode": modes, "spans": spans, "pursuit": pursuit, "draws": len(draws)},
    }}


def input_columns(own, vectors, variants, draws):
    """Numbers of one input by column, [S] each."""
    d, nothing = own["d"], np.full(len(vectors), np.nan)
    columns = {"projection": vectors @ d, "base_projection": vectors @ own["base"],
               "instruct_projection": vectors @ own["instruct"], **significance(vectors, d, draws)}
    columns["cosine"] = columns["projection"] / np.linalg.norm(vectors, axis=1) / (np.linalg.norm(d) or np.nan)
    columns["specific_projection"] = variants["without_common"][0] @ d if "without_common" in variants else nothing
    columns["trimmed_projection"] = nothing
    trimmed = {key: nothing for key in ("z", "cosine_z", "cosine_p", "cosine_pfw")}
    if "trimmed" in variants:
        rows, trim, _ = variants["trimmed"]
        columns["trimmed_projection"] = rows @ trim(d)
        trimmed = significance(rows, trim(d), trim(draws))
    return columns | {f"trimmed_{key}": value for key, value in trimmed.items() if key not in ("cosine_q025", "cosine_q975")}


def normalised(rows):
    """Unit rows; NaN where only rounding is left."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 1e-12, lengths, np.nan)


def common_mode(units):
    mean = np.nanmean(units, axis=0)
    length = np.linalg.norm(mean)
    return mean / length if length > 1e-12 else None


def mode_row(variant, m, d, base, instruct, draws):
    def share(y):
        return None if m is None or not y.any() else (y @ m) ** 2 / (y @ y)
    return {"variant": variant, "difference_share": share(d), "base_share": share(base),
            "instruct_share": share(instruct), **quantiles([share(y) for y in draws])}


def quantiles(values):
    values = [value for value in values if value is not None]
    if not values:
        return {"draws_q50": None, "draws_q95": None}
    return {"draws_q50": np.quantile(values, 0.5), "draws_q95": np.quantile(values, 0.95)}


def rank_p(observed, values):
    """(1 + number of values at least as large) / (N + 1); values that are equal but for rounding count."""
    values = [value for value in values if value is not None]
    if observed is None or not values:
        return None
    return (1 + sum(value >= observed - 1e-12 for value in values)) / (len(values) + 1)


def span(rows, d, draws):
    if len(rows) == 0:
        def r2(y):
            return 0.0 if y.any() else None
        return {"r2": r2(d), **quantiles([r2(y) for y in draws]), "draws_p": rank_p(r2(d), [r2(y) for y in draws]), "rank": 0, "vectors": 0,
                "first_share": None, "effective_number": None, "d_along_first": None}
    _, s, vt = np.linalg.svd(rows, full_matrices=False)
    kept = vt[s > 1e-6 * s[0]]

    def share(basis, y):
        return float(((basis @ y) ** 2).sum() / (y @ y)) if np.linalg.norm(y) > 0 else None
    squares = s**2
    return {
        "r2": share(kept, d), **quantiles([share(kept, y) for y in draws]),
        "draws_p": rank_p(share(kept, d), [share(kept, y) for y in draws]),
        "rank": len(kept), "vectors": len(rows),
        "first_share": squares[0] / squares.sum(),
        "effective_number": squares.sum() ** 2 / (squares**2).sum(),
        "d_along_first": share(vt[:1], d),
    }


def omp(rows, d):
    """Vectors taken, coefficients after the last step and R^2 after each; every refit is a least-squares problem of its own."""
    taken, r2, coefficients = [], [], np.zeros(0)
    length = np.linalg.norm(d)
    residual = d
    while len(rows) and len(taken) < 15 and np.linalg.norm(residual) >= 1e-6 * length:
        parts = np.abs(rows @ residual)
        if parts.max() <= 1e-9 * length:
            break
        # The same vector under two names: rounding must not choose.
        ix = int(np.flatnonzero(parts >= parts.max() * (1 - 1e-12))[0])
        taken.append(ix)
        coefficients = np.linalg.lstsq(rows[taken].T, d, rcond=None)[0]
        residual = d - coefficients @ rows[taken]
        r2.append(1 - (residual @ residual) / length**2)
    return taken, coefficients, r2


def pursued(rows, d, draws):
    if not d.any():
        return []
    taken, coefficients, r2 = omp(rows, d)
    curves = [omp(rows, y)[2] for y in draws if y.any()]
    return [{
        "step": i + 1, "ix": ix, "coefficient": coefficients[i], "r2": r2[i],
        **quantiles([(curve + curve[-1:] * 15)[i] if curve else 0.0 for curve in curves]),
    } for i, ix in enumerate(taken)]


def significance(rows, d, draws):
    """z of each projection, and z, p and p_fw of each cosine, with the unit rows [S, C]; rows of NaN have none."""
    N, S = len(draws), len(rows)
    z = np.full(S, np.nan)
    for s in range(S):
        drawn = draws @ rows[s]
        if N < 2 or not drawn.std(ddof=1) > 1e-12 * abs(drawn.mean()):
            continue
        z[s] = (rows[s] @ d - drawn.mean()) / drawn.std(ddof=1)
    nothing = {key: np.full(S, np.nan) for key in ("cosine_z", "cosine_p", "cosine_pfw", "cosine_q025", "cosine_q975")}
    there = [y for y in draws if np.linalg.norm(y) > 0]
    if len(there) < 2 or not d.any():
        return {"z": z, **nothing}
    # Every cosine from its definition; the observed one is the first row, and is standardised with the others.
    cosines = np.array([[y @ row / (np.linalg.norm(y) * np.linalg.norm(row)) for row in rows] for y in [d, *there]])
    sd = cosines.std(axis=0, ddof=1)
    standard = np.where(sd > 1e-12, (cosines - cosines.mean(axis=0)) / np.where(sd > 1e-12, sd, 1), np.where(np.isnan(sd), np.nan, 0))
    size, drawn = np.abs(standard[0]), np.abs(standard[1:])
    largest = np.nanmax(drawn, axis=1)
    p = np.array([(1 + sum(drawn[:, s] >= size[s])) / (len(there) + 1) for s in range(S)])
    pfw = np.array([(1 + sum(largest >= size[s])) / (len(there) + 1) for s in range(S)])
    p[np.isnan(size)] = pfw[np.isnan(size)] = np.nan
    # With fewer than 19 draws a middle 95 % would end at the outermost ones.
    q025, q975 = np.quantile(cosines[1:], [0.025, 0.975], axis=0) if len(there) >= 19 else (np.full(S, np.nan),) * 2
    return {"z": z, "cosine_z": standard[0], "cosine_p": p, "cosine_pfw": pfw, "cosine_q025": q025, "cosine_q975": q975}


def known(value):
    return float(value) if np.isfinite(value) else None


if __name__ == "__main__":
    main()
