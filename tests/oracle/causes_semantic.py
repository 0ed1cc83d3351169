"""Semantic vectors and real activations as inputs, written a second time with NumPy and SciPy, for tests/oracle/causes.py.

Letters: C hidden size, S semantic vectors. Notation: O the outlier dimensions, d = y_i - y_b.
"""

import numpy as np
from scipy import stats

COLUMNS = ("delta_norm", "delta_angular", "trimmed_angular")


def measured(y_base, y_instruct, keep):
    """delta_norm, delta_angular and trimmed_angular [V] of outputs [V, C]."""

    def angular(a, b):
        chord = a / np.linalg.norm(a, axis=1, keepdims=True) - b / np.linalg.norm(b, axis=1, keepdims=True)
        return (chord * chord).sum(axis=1) / 2

    return {
        "delta_norm": np.linalg.norm(y_instruct - y_base, axis=1),
        "delta_angular": angular(y_base, y_instruct),
        "trimmed_angular": angular(y_base * keep, y_instruct * keep),
    }


def sd(values):
    return np.std(values, ddof=1) if len(values) > 1 else None


def sweep(pair, layers, semantic):
    """{rows, layers, tests} of every semantic vector {layer: [(kind, name, s)]} through every analysed layer."""
    values = {}  # {(kind, name): {column: [layers]}}
    layer_rows = []
    for layer in layers:
        labels = [(kind, name) for kind, name, _ in semantic[layer.layer]]
        x = np.stack([s for _, _, s in semantic[layer.layer]])
        numbers = measured(*pair.outputs(layer.layer, x), layer.keep)
        for i, label in enumerate(labels):
            for column in COLUMNS:
                values.setdefault(label, {}).setdefault(column, []).append(numbers[column][i])
        for kind in ("role", "trait"):
            of_kind = [i for i, label in enumerate(labels) if label[0] == kind]
            row = {"layer": layer.layer, "kind": kind, "n": len(of_kind)}
            for column in ("delta_norm", "delta_angular"):
                own = numbers[column][of_kind]
                row |= {f"{column}_mean": own.mean(), f"{column}_sd": sd(own), f"{column}_max": own.max(), f"{column}_min": own.min()}
            layer_rows.append(row)

    labels = sorted(values)
    rows = []
    for label in labels:
        row = {"kind": label[0], "name": label[1], "layers": len(values[label]["delta_norm"])}
        for column, own in values[label].items():
            row |= {f"{column}_mean": np.mean(own), f"{column}_sd": sd(own), f"{column}_max": max(own)}
        rows.append(row)
    for column in ("delta_norm", "delta_angular"):
        ranked = sorted(rows, key=lambda row: -row[f"{column}_mean"])  # stable: ties keep kind, then name
        for rank, row in enumerate(ranked, 1):
            row[f"{column}_rank"] = rank
    means = lambda column, kind: [row[f"{column}_mean"] for row in rows if row["kind"] == kind]
    tests = [two_samples(column, means(column, "role"), means(column, "trait")) for column in COLUMNS]
    return {"rows": rows, "layers": layer_rows, "tests": tests}


def two_samples(column, roles, traits):
    """Roles less traits, t and p by SciPy."""
    n, k = len(roles), len(traits)
    v, w = np.var(roles, ddof=1), np.var(traits, ddof=1)
    pooled = np.sqrt(((n - 1) * v + (k - 1) * w) / (n + k - 2))
    welch, student = stats.ttest_ind(roles, traits, equal_var=False), stats.ttest_ind(roles, traits)
    welch_df = (v / n + w / k) ** 2 / ((v / n) ** 2 / (n - 1) + (w / k) ** 2 / (k - 1))
    return {
        "column": column,
        "roles": n,
        "traits": k,
        "roles_mean": np.mean(roles),
        "traits_mean": np.mean(traits),
        "cohens_d": (np.mean(roles) - np.mean(traits)) / pooled,
        "welch_t": welch.statistic,
        "welch_df": welch_df,
        "welch_p": welch.pvalue,
        "student_t": student.statistic,
        "student_df": n + k - 2,
        "student_p": student.pvalue,
        "note": "assumes independence",
    }


def activations(pair, layer, x):
    """{layer, rows_in_file, variants, rows} of real inputs x [V, C], already rounded to bfloat16; the bootstrap is left out."""
    i = layer.index("pcs", 0)
    pc1, d_pc1 = layer.x[i], layer.d[i]
    along = x @ pc1 / np.linalg.norm(pc1)
    y_base, y_instruct = pair.outputs(layer.layer, x)
    d = y_instruct - y_base
    numbers = measured(y_base, y_instruct, layer.keep)
    change, variants = {}, []
    for variant, keep in layer.variants.items():
        u = d_pc1 * keep / np.linalg.norm(d_pc1 * keep)
        change[variant] = (d * keep) @ u
        turns = numbers["delta_angular" if variant == "raw" else "trimmed_angular"]
        own = layer.stages(i)["output", variant]
        q05, q50, q95 = np.quantile(turns, [0.05, 0.5, 0.95])
        row = {"variant": variant, "q05": q05, "q50": q50, "q95": q95, "pc1_delta_angular": own}
        row |= {"pc1_quantile": np.mean(turns < own), "slope": stats.linregress(along, change[variant]).slope}
        variants.append(row)
    rows = [
        {
            "index": k,
            "along_pc1": along[k],
            "change_along_u": change["raw"][k],
            "delta_norm": numbers["delta_norm"][k],
            "delta_angular": numbers["delta_angular"][k],
            "trimmed_change_along_u": change["trimmed"][k],
            "trimmed_angular": numbers["trimmed_angular"][k],
        }
        for k in range(len(x))
    ]
    return {"layer": layer.layer, "rows_in_file": len(x), "variants": variants, "rows": rows}
