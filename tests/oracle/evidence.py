"""The evidence of deltascope, written a second time with NumPy: whether the change along PC1 is more than that along other directions.

Random directions are data here, not drawn again: they are read from the `directions.safetensors` that a run left, and checked
against what they claim to be. Arithmetic is float64. Input, PCs and outputs are those of tests/oracle/report.py.

    /usr/bin/python3 tests/oracle/evidence.py --base DIR --instruct DIR --vectors DIR --directions FILE [options] --out evidence.json

Keys are those of results.json. Letters: C hidden size, N draws of a baseline. Notation: mu the default vector at a layer, d = y_i - y_b.
"""

import argparse
import json
import struct
from pathlib import Path

import numpy as np
from sklearn.preprocessing import StandardScaler

import report as oracle
from report_inputs import Checkpoint, Vectors, bf16, safetensors

VARIANTS = ("raw", "trimmed", "centred")
BASELINES = ("isotropic", "persona", "roles")
COLUMNS = ("base_output_norm", "instruct_output_norm", "delta_norm", "delta_angular")
SIGNS = (1, -1)
ALPHAS = (-2, -1, -0.5, 0, 0.5, 1, 2)
REMOVED = (0, 1, 2, 4, 8, 16)
MOST_OUTLIERS = 16
N_OWN = 5
CALIBRATION = (0.01, 0.02, 0.05, *(round(k / 10, 1) for k in range(1, 11)))


# One pair of outputs


def degrees(one_minus_cos):
    return None if one_minus_cos is None else np.degrees(2 * np.arcsin(np.sqrt(min(one_minus_cos, 2) / 2)))


def variants(y_base, y_instruct, mu, outliers):
    """Numbers of one pair of outputs [C] by variant."""
    keep = np.ones(len(mu))
    keep[outliers] = 0
    unit = mu / np.linalg.norm(mu)
    ways = {"raw": lambda y: y, "trimmed": lambda y: y * keep, "centred": lambda y: y - (y @ unit) * unit}
    return {name: change(way(y_base), way(y_instruct)) for name, way in ways.items()}


def change(y_base, y_instruct):
    numbers, d = oracle.change(y_base, y_instruct, "none")
    squares = d * d
    whole = squares.sum()
    return numbers | {
        "top1_share": squares.max() / whole if whole > 0 else None,
        "participation_ratio": whole**2 / (squares**2).sum() if whole > 0 else None,
    }


# What a baseline says


def rank_p(observed, draws):
    return (1 + np.sum(np.asarray(draws) >= observed)) / (len(draws) + 1)


def pooled_z(observed, draws):
    """z of the observed [layers] and of the draws [N, layers], standardised together per layer."""
    together = np.vstack([observed, draws])
    spread = together.std(axis=0)
    z = np.full(together.shape, -np.inf)  # without spread nothing stands out
    z[:, spread > 0] = ((together - together.mean(axis=0))[:, spread > 0]) / spread[spread > 0]
    return z[0], z[1:]


def family_wise(observed, draws):
    """p_fw [layers]."""
    z, z_draws = pooled_z(observed, draws)
    largest = z_draws.max(axis=1)
    return [rank_p(value, largest) for value in z]


def z_score(value, signed):
    sd = np.std(signed, ddof=1)
    return None if sd <= 1e-12 * abs(np.mean(signed)) else (value - np.mean(signed)) / sd


def calibration(draws):
    """Share of the draws [N, layers] that pass at each level, each set against the others."""
    smallest = [min(family_wise(draws[k], np.delete(draws, k, axis=0))) for k in range(len(draws))]
    return [{"alpha": alpha, "share": np.mean(np.array(smallest) <= alpha)} for alpha in CALIBRATION]


# The state of a model at a layer


class States:
    """mu and the median distance of the roles from it, by row of the vector files."""

    def __init__(self, vectors):
        self.mu = vectors.default.astype(np.float64)
        roles = np.stack(list(vectors.roles.values())).astype(np.float64)
        self.step = np.median(np.linalg.norm(roles - self.mu, axis=2), axis=0)

    def line(self, row, direction, alphas):
        """Inputs mu + alpha s u [alphas, C] for the unit vector u of a direction, rounded to bfloat16."""
        u = direction / np.linalg.norm(direction)
        return bf16(self.mu[row] + np.asarray(alphas)[:, None] * self.step[row] * u)


def by_size(mu):
    """Coordinates by |mu_k|, largest first, the lowest first of equals."""
    return np.argsort(-np.abs(mu), kind="stable")


def is_outlier(mu):
    """The criterion [C]: mu_k^2 above 1 % of |mu|^2, and |mu_k| above ten times the median."""
    return (mu**2 > 0.01 * (mu @ mu)) & (np.abs(mu) > 10 * np.median(np.abs(mu)))


def outlier_coordinates(mu, asked):
    """Coordinates, largest first, and whether the criterion names more than are taken; asked is "auto" or a number."""
    if asked != "auto":
        return by_size(mu)[: int(asked)], False
    named = [k for k in by_size(mu) if is_outlier(mu)[k]]
    return np.array(named[:MOST_OUTLIERS], dtype=int), len(named) > MOST_OUTLIERS


def own_components(roles, layer, pc1):
    """PC1 [C] of the role vectors {name: [L, C]} at a layer with the sign that agrees with the PC1 that is run, and what to say of it."""
    at_layer = {name: role[layer] for name, role in roles.items()}
    axes = [axis for _, axis in oracle.computed_components(at_layer, N_OWN, layer)]
    cosines = [axis @ pc1 / (np.linalg.norm(axis) * np.linalg.norm(pc1)) for axis in axes]
    own = axes[0] if cosines[0] >= 0 else -axes[0]
    best = int(np.argmax(np.abs(cosines)))
    numbers = {"own_pc1_cosine": abs(cosines[0]), "own_pc_best": best + 1, "own_pc_best_cosine": abs(cosines[best])}
    return bf16(own).astype(np.float64), numbers


# Directions


def read_directions(path):
    """{name: float64 [n, C]} and the labels of the roles."""
    with open(path, "rb") as file:
        (n_header,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(n_header))
    assert {entry["dtype"] for name, entry in header.items() if name != "__metadata__"} == {"BF16"}
    labels = [label.split(":", 1) for label in header["__metadata__"]["roles"].split("\n")]
    return {name: read().astype(np.float64) for name, read in safetensors(path).items()}, labels


def check_directions(directions, labels, vectors, pca):
    """Asserts that every direction is what its name says, but for the roundings to bfloat16 (2^-9 of an entry)."""
    layer, axes, sigma = pca
    pc1, roles = directions["pcs"][0], np.stack([role[layer] for role in vectors.roles.values()]).astype(np.float64)
    centred = roles - roles.mean(axis=0)
    span = np.linalg.svd(np.vstack([centred, pc1]), full_matrices=False)
    span = span[2][span[1] > 1e-6 * span[1][0]]
    rounding = 2.0**-8

    assert len(directions["isotropic"]) == len(directions["persona"]) and len(directions["bootstrap"]) == 20
    for name, rows in directions.items():
        assert np.array_equal(bf16(rows), rows), name
        if name != "pcs":
            assert np.abs(np.linalg.norm(rows, axis=1) - 1).max() < rounding, name
    for pc, axis in zip(directions["pcs"], axes):
        assert np.abs(pc - axis).max() <= rounding * np.abs(axis).max()
    assert np.abs(directions["persona"] @ pc1).max() < rounding * np.linalg.norm(pc1)
    spaces = {} if sigma is None else {"PC1:activation": sigma * axes[0], "PC1:readout": axes[0] / sigma}
    assert spaces.keys() == {name for name in directions if name.startswith("PC1:")}
    for name, axis in spaces.items():
        assert np.abs(directions[name][0] - axis / np.linalg.norm(axis)).max() < rounding / 2, name
    for name in ("persona", "bootstrap") if sigma is None else ("persona",):
        rest = directions[name] - directions[name] @ span.T @ span
        assert np.linalg.norm(rest, axis=1).max() < rounding, name
    assert (directions["bootstrap"] @ pc1).min() > 0
    assert np.abs(directions["isotropic"].mean()) < 4 / np.sqrt(directions["isotropic"].size * len(pc1))
    semantic = {(kind, name): s for kind, name, s in vectors.semantic(layer)[0]}
    expected = np.stack([semantic[kind, name] for kind, name in labels])
    assert len(labels) == len(directions["roles"]) == len(set(map(tuple, labels)))
    assert np.abs(directions["roles"] - expected).max() <= rounding * np.abs(expected).max()


# One layer


def is_float32(checkpoint, layer):
    dtypes = {read.args[0]["dtype"] for name, read in checkpoint.tensors.items() if name.startswith(f"model.layers.{layer}.")}
    return "F32" in dtypes


class Layer:
    """Everything measured at one layer: numbers by input vector. `own` is this layer's own PC1 [C], or None."""

    def __init__(self, layer, pair, directions, states, options, own=None):
        self.layer, self.row = layer, layer
        self.mu = states.mu[layer]
        self.outliers, self.is_capped = outlier_coordinates(self.mu, options.outliers)
        base, instruct = pair
        if own is not None:
            directions = directions | {"own": own[None]}
        names = [(name, k, sign) for name, rows in directions.items() for k in range(len(rows)) for sign in (1, -1)]
        x = np.stack([sign * directions[name][k] for name, k, sign in names])
        y_base, y_instruct = (oracle.mlp_outputs(model, layer, x, options.weights) for model in pair)
        self.numbers = {
            key: variants(y_base[i], y_instruct[i], self.mu, self.outliers) for i, key in enumerate(names)
        }
        self.outputs = {key: (y_base[i], y_instruct[i]) for i, key in enumerate(names)}
        i = names.index(("pcs", 0, 1))
        self.d = y_instruct[i] - y_base[i]
        self.post = [model.mlp(layer, options.weights)["post"] for model in pair]
        self.floor = {}
        if options.weights == "bf16" and is_float32(base, layer):
            ours = [i for i, (name, _, _) in enumerate(names) if name.startswith(("pcs", "PC1:"))]
            stored = oracle.mlp_outputs(base, layer, x[ours], "stored")
            self.floor = {names[i]: np.linalg.norm(y - y_base[i]) for i, y in zip(ours, stored)}
        self.line, self.responses = [], {}
        for row_name, row in (("same", layer), ("before", layer - 1)):
            if row >= 0:
                self.respond(row_name, row, pair, directions, states, options)

    def respond(self, row_name, row, pair, directions, states, options):
        inputs = [states.line(row, directions["pcs"][0], ALPHAS)]
        names = [("PC1", alpha) for alpha in ALPHAS]
        if row_name == options.input_row:
            for name in ("persona", "roles"):
                names += [(name, (k, sign)) for k in range(len(directions[name])) for sign in SIGNS]
                inputs += [states.line(row, u, SIGNS) for u in directions[name]]
        y = [oracle.mlp_outputs(model, self.layer, np.vstack(inputs), options.weights) for model in pair]
        origin = [outputs[ALPHAS.index(0)] for outputs in y]
        for i, (name, k) in enumerate(names):
            is_origin = (name, k) == ("PC1", 0)
            response = [outputs[i] - (0 if is_origin else at_mu) for outputs, at_mu in zip(y, origin)]
            numbers = change(*response)
            row_numbers = {
                "layer": self.layer,
                "row": row_name,
                "response_delta": numbers["delta_norm"],
                "response_angular": numbers["delta_angular"],
            }
            if name == "PC1":
                norms = {"response_base": numbers["base_output_norm"], "response_instruct": numbers["instruct_output_norm"]}
                self.line.append(row_numbers | {"alpha": k} | norms)
            else:
                index, sign = k
                self.responses[row_name, name, index, sign] = row_numbers | {"baseline": name, "index": index, "sign": sign}

    def along_line(self, row_name, alpha):
        """PC1's response_angular; None where there is no such row."""
        found = (row["response_angular"] for row in self.line if (row["row"], row["alpha"]) == (row_name, alpha))
        return next(found, None)

    def larger_response(self, row_name, name):
        """response_angular of the larger sign of every direction of that name."""
        of = lambda k, sign: self.responses[row_name, name, k, sign]["response_angular"]
        n = sum(1 for row, other, _, sign in self.responses if (row, other, sign) == (row_name, name, 1))
        return np.array([max(of(k, sign) for sign in SIGNS) for k in range(n)])

    def turn_without(self, key, removed):
        """1 - cos of one input without that many coordinates of the largest |mu_k|."""
        keep = np.ones(len(self.mu))
        keep[by_size(self.mu)[:removed]] = 0
        return change(*(y * keep for y in self.outputs[key]))["delta_angular"]

    def value(self, key, variant="raw", column="delta_angular"):
        return self.numbers[key][variant][column]

    def larger(self, name, variant):
        """The larger sign's delta_angular of every direction of that name."""
        n = sum(1 for other, _, sign in self.numbers if other == name and sign == 1)
        return np.array([max(self.value((name, k, sign), variant) for sign in (1, -1)) for k in range(n)])

    def signed(self, name, variant):
        return np.array([self.value(key, variant) for key in self.numbers if key[0] == name])


# All layers


def evidence(options):
    base, instruct = Checkpoint(options.base), Checkpoint(options.instruct)
    vectors = Vectors(options.vectors, options.role_key, options.trait_key, options.difference)
    n_layers = base.config["num_hidden_layers"]
    pca = components(options, vectors, n_layers)
    pca_layer = pca[0]
    directions, labels = read_directions(options.directions)
    check_directions(directions, labels, vectors, pca)
    states = States(vectors)
    numbers = oracle.layer_list(options.layers, n_layers)
    # After a scaled PCA a layer's own mean-centred PC1 is another question.
    is_own = pca[2] is None
    own = {layer: own_components(vectors.roles, layer, directions["pcs"][0]) if is_own else (None, {}) for layer in numbers}
    layers = [Layer(layer, (base, instruct), directions, states, options, own[layer][0]) for layer in numbers]
    inputs = [(f"PC{k + 1}", ("pcs", k)) for k in range(len(directions["pcs"]))]
    inputs += [(name, (name, 0)) for name in directions if name.startswith("PC1:")]
    signed = [(("" if sign == 1 else "-") + name, (*key, sign)) for name, key in inputs for sign in (1, -1)]
    draws = {
        (baseline, variant): np.stack([layer.larger(baseline, variant) for layer in layers], axis=1)
        for baseline in BASELINES
        for variant in VARIANTS
    }
    observed = {
        (name, variant): np.array([layer.larger(key[0], variant)[key[1]] for layer in layers])
        for name, key in inputs
        for variant in VARIANTS
    }
    p_fw = {
        (name, baseline, variant): family_wise(values, draws[baseline, variant])
        for (name, variant), values in observed.items()
        for baseline in ("isotropic", "persona")
    }
    result = {
        "mlp": mlp_rows(layers, signed, observed, draws, p_fw),
        "robustness": robustness_rows(layers, signed, p_fw) + (own_rows(layers) if is_own else []),
        "operating_point": [row for layer in layers for row in layer.line],
        "operating_baseline": [row for layer in layers for row in layer.responses.values()],
        "operating_tests": operating_rows(layers, options.input_row),
        "quantiles": quantile_rows(layers),
        "ranks": rank_rows(layers, observed),
        "layers": [
            row | own[row["layer"]][1] for row in layer_rows(layers, states, directions, options)
        ],
        "peaks": peak_rows(layers, inputs),
        "components": component_rows(inputs, directions, states, pca_layer, options),
        "bootstrap": bootstrap(layers, len(directions["bootstrap"])),
        "calibration": calibration(draws["persona", "raw"]),
        "role_directions": [{"kind": kind, "name": name} for kind, name in labels],
    }
    angular = next(peak["angular_layer"] for peak in result["peaks"] if peak["variant"] == "raw")
    absolute = next(peak["absolute_layer"] for peak in result["peaks"] if peak["variant"] == "raw")
    focus = [layer for layer in layers if layer.layer in (18, angular, absolute)]
    result["outlier_tables"] = {str(layer.layer): outlier_rows(layer) for layer in focus}
    result["outlier_curve"] = [row for layer in focus for row in curve_rows(layer)]
    if options.rows:
        result["baseline"] = baseline_rows(layers)
    return result


def components(options, vectors, n_layers):
    """The layer of the PCA, its components, and the standard deviations that it divided by, or None."""
    if vectors.pca_files and options.pca_layer is None:
        pcs = oracle.components_of_file(vectors.pca_files[0], options.pcs)
        return pcs[0][0]["layer"], [axis for _, axis in pcs], None
    layer = n_layers // 2 if options.pca_layer is None else options.pca_layer
    roles = {name: role[layer] for name, role in vectors.roles.items()}
    sigma = None
    if options.pca_scale == "standard":
        scaler = StandardScaler().fit(np.stack(list(roles.values())).astype(np.float64))
        sigma = scaler.scale_
        roles = {name: scaler.transform([role.astype(np.float64)])[0] for name, role in roles.items()}
    return layer, [axis for _, axis in oracle.computed_components(roles, options.pcs, layer)], sigma


def mlp_rows(layers, signed, observed, draws, p_fw):
    rows = []
    for i, layer in enumerate(layers):
        for name, key in signed:
            if ":" in name:
                continue
            numbers = layer.numbers[key]["raw"]
            delta, length = numbers["delta_norm"], numbers["base_output_norm"]
            radial = (numbers["instruct_output_norm"] - length) ** 2 / delta**2 if delta > 0 else None
            row = {"layer": layer.layer, "input_vector": name} | {column: numbers[column] for column in COLUMNS}
            row |= {
                "angle_degrees": degrees(numbers["delta_angular"]),
                "delta_relative": delta / length,
                "radial_share": radial,
            }
            for baseline in ("isotropic", "persona"):
                plain = name.removeprefix("-")
                row[f"z_{baseline}"] = z_score(numbers["delta_angular"], layer.signed(baseline, "raw"))
                row[f"p_{baseline}"] = rank_p(observed[plain, "raw"][i], draws[baseline, "raw"][:, i])
                row[f"pfw_{baseline}"] = p_fw[plain, baseline, "raw"][i]
            floor = layer.floor.get(key)
            row |= {"noise_floor": floor, "delta_over_floor": delta / floor if floor else None}
            rows.append(row)
    return rows


def robustness_rows(layers, signed, p_fw):
    return [
        {
            "layer": layer.layer,
            "input_vector": name,
            "variant": variant,
            **{column: layer.value(key, variant, column) for column in ("delta_norm", "delta_angular", "top1_share", "participation_ratio")},
            "pfw_persona": None if p_fw is None else p_fw[name.removeprefix("-"), "persona", variant][i],
        }
        for i, layer in enumerate(layers)
        for name, key in signed
        for variant in VARIANTS
    ]


def own_rows(layers):
    """Rows of robustness.csv of each layer's own PC1; the draws belong to PC1 of another layer, so there is no p."""
    return robustness_rows(layers, [("PC1:own-layer", ("own", 0, 1)), ("-PC1:own-layer", ("own", 0, -1))], None)


def operating_rows(layers, row_name):
    """What the persona draws and single roles say of PC1 at the operating point: of each the larger sign at one step."""
    layers = [layer for layer in layers if layer.along_line(row_name, 1) is not None]
    turns = [{sign: layer.along_line(row_name, sign) for sign in SIGNS} for layer in layers]
    observed = [max(turn.values()) for turn in turns]
    draws = np.stack([layer.larger_response(row_name, "persona") for layer in layers], axis=1)
    p_fw = family_wise(observed, draws)
    rows = []
    for i, layer in enumerate(layers):
        roles = layer.larger_response(row_name, "roles")
        rows.append(
            {
                "layer": layer.layer,
                "row": row_name,
                "plus_angular": turns[i][1],
                "minus_angular": turns[i][-1],
                "larger_angular": observed[i],
                "p_persona": rank_p(observed[i], draws[:, i]),
                "pfw_persona": p_fw[i],
                "persona_q95": np.quantile(draws[:, i], 0.95),
                "roles": len(roles),
                "roles_at_least": int(np.sum(roles >= observed[i])),
            }
        )
    return rows


def curve_rows(layer):
    """PC1, and of the persona draws the larger sign, with ever more of the largest coordinates of mu left out."""
    rows = []
    n = len(layer.larger("persona", "raw"))
    for removed in REMOVED:
        draws = [max(layer.turn_without(("persona", k, sign), removed) for sign in SIGNS) for k in range(n)]
        q05, q50, q95 = np.quantile(draws, [0.05, 0.5, 0.95])
        turn = layer.turn_without(("pcs", 0, 1), removed)
        rows.append({"layer": layer.layer, "removed": removed, "delta_angular": turn, "q05": q05, "q50": q50, "q95": q95})
    return rows


def quantile_rows(layers):
    rows = []
    for layer in layers:
        for baseline in BASELINES:
            for variant in VARIANTS:
                larger, both = layer.larger(baseline, variant), layer.signed(baseline, variant)
                q05, q50, q95 = np.quantile(larger, [0.05, 0.5, 0.95])
                row = {"layer": layer.layer, "baseline": baseline, "variant": variant, "n": len(larger)}
                rows.append(row | {"mean": both.mean(), "sd": both.std(ddof=1), "q05": q05, "q50": q50, "q95": q95})
    return rows


def rank_rows(layers, observed):
    rows = []
    for i, layer in enumerate(layers):
        for variant in VARIANTS:
            roles = layer.larger("roles", variant)
            n_at_least = int(np.sum(roles >= observed["PC1", variant][i]))
            rows.append({"layer": layer.layer, "variant": variant, "n": len(roles), "n_at_least": n_at_least})
    return rows


def layer_rows(layers, states, directions, options):
    p_fw = {row["layer"]: row["pfw_persona"] for row in operating_rows(layers, options.input_row)}
    n_resamples = len(directions["bootstrap"])
    shares = {
        column: np.bincount(
            [int(np.argmax([layer.value(("bootstrap", k, 1), "raw", column) for layer in layers])) for k in range(n_resamples)],
            minlength=len(layers),
        )
        / n_resamples
        for column in ("delta_norm", "delta_angular")
    }
    rows = []
    for i, layer in enumerate(layers):
        row = layer.layer - (options.input_row == "before")
        angle = lambda key: degrees(layer.value(key))
        others = {
            "ln_ratio_persona_median": degrees(np.median(layer.larger("persona", "raw"))),
            "ln_ratio_pc2": angle(("pcs", 1, 1)),
            "ln_ratio_negative": angle(("pcs", 0, -1)),
        }
        ratios = {name: np.log(angle(("pcs", 0, 1)) / other) for name, other in others.items()}
        rows.append(
            {
                "layer": layer.layer,
                "mu": "default",
                "outliers": layer.outliers.tolist(),
                "outliers_capped": layer.is_capped,
                "outlier_share": np.sum(layer.mu[layer.outliers] ** 2) / np.sum(layer.mu**2),
                "specificity": min(ratios.values()),
                **ratios,
                "absolute_peak_share": shares["delta_norm"][i],
                "angular_peak_share": shares["delta_angular"][i],
                "step": states.step[row] if row >= 0 else None,
                "pfw_operating_point": p_fw.get(layer.layer),
            }
        )
    return rows


def peak_rows(layers, inputs):
    """The largest over the layers; max keeps the first of equals."""
    rows = []
    for name, key in inputs:
        if not name.startswith("PC1"):
            continue
        for variant in VARIANTS:
            peak = lambda column: max(layers, key=lambda layer: layer.value((*key, 1), variant, column)).layer
            row = {"input_vector": name, "variant": variant}
            rows.append(row | {"absolute_layer": peak("delta_norm"), "angular_layer": peak("delta_angular")})
    return rows


def outlier_rows(layer):
    return [
        {
            "coordinate": int(k),
            "mu": layer.mu[k],
            "base_weight": None if layer.post[0] is None else layer.post[0][k],
            "instruct_weight": None if layer.post[1] is None else layer.post[1][k],
            "d": layer.d[k],
            "share": layer.d[k] ** 2 / (layer.d @ layer.d),
        }
        for k in layer.outliers
    ]


def component_rows(inputs, directions, states, layer, options):
    """Cosines of the components as they are run, with axis and mu at the layer of the PCA."""
    path = Path(options.vectors) / "assistant_axis.pt"
    axis = oracle.torch.load(path).double().numpy()[layer] if path.exists() else None
    cosine = lambda a, b: None if b is None else a @ b / (np.linalg.norm(a) * np.linalg.norm(b))
    rows = []
    for name, (group, k) in inputs:
        x = directions[group][k]
        row = {"name": name, "cosine_with_axis": cosine(x, axis), "cosine_with_mu": cosine(x, states.mu[layer])}
        rows.append(row | {"cosine_with_pc1": cosine(x, directions["pcs"][0])})
    return rows


def interval(values):
    """What a band of resamples is called, and its ends: too few have no 5 % quantile to speak of."""
    if len(values) < 100:
        return "range", min(values), max(values)
    return "90 %", *np.quantile(values, [0.05, 0.95])


def bootstrap(layers, n):
    rows = []
    for layer in layers:
        for name, sign in (("PC1", 1), ("-PC1", -1)):
            for variant in ("raw", "trimmed"):
                for column in COLUMNS:
                    _, q05, q95 = interval([layer.value(("bootstrap", k, sign), variant, column) for k in range(n)])
                    row = {"layer": layer.layer, "input_vector": name, "variant": variant, "column": column}
                    rows.append(row | {"q05": q05, "q95": q95})
    return {"resamples": n, "interval": interval(range(n))[0], "bands": rows}


def baseline_rows(layers):
    """data/baseline.csv"""
    return [
        {
            "layer": layer.layer,
            "baseline": name,
            "index": k,
            "sign": sign,
            "delta_norm": numbers["raw"]["delta_norm"],
            "delta_angular": numbers["raw"]["delta_angular"],
            "delta_angular_trimmed": numbers["trimmed"]["delta_angular"],
            "delta_angular_centred": numbers["centred"]["delta_angular"],
        }
        for layer in layers
        for baseline in BASELINES
        for (name, k, sign), numbers in layer.numbers.items()
        if name == baseline
    ]


def parse(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("base", "instruct", "vectors", "directions"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--layers", default="15-24", help="15-24, 3,7,15-24 or all")
    parser.add_argument("--pcs", type=int, default=3)
    parser.add_argument("--pca-layer", type=int, help="computes components at that layer")
    parser.add_argument("--pca-scale", default="mean", choices=("mean", "standard"), help="of computed components")
    parser.add_argument("--role-key", default="pos_all")
    parser.add_argument("--trait-key", default="pos_neg_50")
    parser.add_argument("--difference", default="default", help="default or a key of activations")
    parser.add_argument("--weights", default="bf16", choices=("bf16", "stored"))
    parser.add_argument("--outliers", default="auto", help="auto or a number")
    parser.add_argument("--input-row", default="same", choices=("same", "before"))
    parser.add_argument("--rows", action="store_true", help="write the rows of data/baseline.csv as well")
    parser.add_argument("--digits", type=int, default=17, help="significant digits written")
    parser.add_argument("--out", default="/dev/stdout")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    chosen = parse()
    oracle.write(evidence(chosen), chosen.out, chosen.digits)
