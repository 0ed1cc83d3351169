"""Which neurons carry the change along PC1, written a second time with NumPy, for tests/oracle/causes.py.

c_j = h_i[j] (D_i[:,j] . (g_i * u)) - h_b[j] (D_b[:,j] . (g_b * u)), g = w~_post / rms of the down product (1 without post-norm),
u = d / |d|. Letters: C hidden size, F intermediate size.
"""

from itertools import permutations

import numpy as np

N_ROWS = 200
N_NEAREST = 3


def factors(layer, i):
    """h [F], D [C, F] and g [C] of the base and of the instruct model."""
    result = []
    for weights, products in zip(layer.weights, layer.products):
        down = products["down"][i]
        g = np.ones_like(down) if weights["post"] is None else weights["post"] / np.sqrt((down @ down) / len(down) + layer.pair.eps)
        result.append((products["hidden"][i], weights["down"], g))
    return result


def contributions(models, u):
    """c [F] and its three parts, by the mean over the six orders in which activation, column and scale may change."""
    h, columns, scales = zip(*models)
    value = lambda a, w, s: h[a] * (columns[w].T @ (scales[s] * u))
    of = {(a, w, s): value(a, w, s) for a in (0, 1) for w in (0, 1) for s in (0, 1)}
    parts = [np.zeros_like(h[0]) for _ in range(3)]
    for order in permutations(range(3)):
        state = [0, 0, 0]
        for factor in order:
            before = of[tuple(state)]
            state[factor] = 1
            parts[factor] += (of[tuple(state)] - before) / 6
    c = of[1, 1, 1] - of[0, 0, 0]
    assert np.abs(sum(parts) - c).max() <= 1e-12 * np.abs(c).max()
    return c, parts


def half_count(c, length):
    sums = np.cumsum(np.sort(c)[::-1])
    reached = np.nonzero(sums >= length / 2)[0]
    return int(reached[0]) + 1 if len(reached) else None


def nearest(direction, semantic, keep):
    """Up to three of each kind by |cosine|, largest first."""
    direction = direction * keep
    length = np.linalg.norm(direction)
    found = []
    for kind, name, s in semantic:
        trimmed = s * keep
        if length > 0 and np.linalg.norm(trimmed) > 0:
            found.append({"kind": kind, "name": name, "cosine": direction @ trimmed / (length * np.linalg.norm(trimmed))})
    found.sort(key=lambda row: (-abs(row["cosine"]), row["kind"], row["name"]))
    best = [[row for row in found if row["kind"] == kind][:N_NEAREST] for kind in ("role", "trait")]
    return sorted(best[0] + best[1], key=lambda row: -abs(row["cosine"]))


def neurons(layer, semantic):
    """The neurons of one focus layer, as in results.json."""
    i = layer.index("pcs", 0)
    d, models = layer.d[i], factors(layer, layer.index("pcs", 0))
    by_variant = {}
    for variant, keep in layer.variants.items():
        length = np.linalg.norm(d * keep)
        c, parts = contributions(models, d * keep / length)
        assert abs(c.sum() - length) <= 1e-11 * np.abs(c).sum(), "contributions sum to |d|"
        by_variant[variant] = (length, c, parts)
    length, c, parts = by_variant["raw"]
    trimmed_length, trimmed_c, trimmed_parts = by_variant["trimmed"]
    order = lambda values: np.lexsort((np.arange(len(values)), -np.abs(values)))
    chosen = set(order(c)[:N_ROWS].tolist()) | set(order(trimmed_c)[:N_ROWS].tolist())
    (h_base, _, _), (h_instruct, columns, scale) = models
    named = ("fires", "writes", "rescaled")
    rows = []
    for j in (int(j) for j in order(c) if int(j) in chosen):
        row = {"neuron": j, "contribution": c[j], "share": c[j] / length}
        row |= {"base_activation": h_base[j], "instruct_activation": h_instruct[j]}
        row |= {name: part[j] for name, part in zip(named, parts)}
        row |= {"trimmed_contribution": trimmed_c[j], "trimmed_share": trimmed_c[j] / trimmed_length}
        row |= {f"trimmed_{name}": part[j] for name, part in zip(named, trimmed_parts)}
        writes = scale * columns[:, j]
        row["nearest"] = nearest(writes, semantic, layer.variants["raw"])
        row["trimmed_nearest"] = nearest(writes, semantic, layer.keep)
        rows.append(row)
    return {
        "neurons": len(c),
        "delta_norm": length,
        "contribution_sum": c.sum(),
        "contribution_absolute": np.abs(c).sum(),
        "half_count": half_count(c, length),
        **{name: part.sum() for name, part in zip(named, parts)},
        "trimmed_delta_norm": trimmed_length,
        "trimmed_contribution_sum": trimmed_c.sum(),
        "trimmed_half_count": half_count(trimmed_c, trimmed_length),
        **{f"trimmed_{name}": part.sum() for name, part in zip(named, trimmed_parts)},
        "rows": rows,
    }
