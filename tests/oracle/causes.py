"""Where a change arises and what carries it, written a second time with NumPy: stages, parity, self-projection, attribution, weights.

Directions are data here, read from the `directions.safetensors` that a run left, as in tests/oracle/evidence.py, whose options
these are. Arithmetic is float64. Neurons, decomposition, sweep and activations are in the files causes_*.py.

    /usr/bin/python3 tests/oracle/causes.py --base DIR --instruct DIR --vectors DIR --directions FILE [options] --out causes.json

Keys are those of results.json. Letters: C hidden size, F intermediate size, V inputs, S semantic vectors, N draws of a baseline.
Notation: x an input, d = y_i - y_b, O the outlier dimensions, *trimmed* with O set to zero.
"""

from itertools import combinations
from math import factorial

import numpy as np

import evidence as oracle
import report
from causes_decomposition import decomposition
from causes_neurons import neurons
from causes_semantic import sweep
from report_inputs import Checkpoint, Vectors

BASELINES = oracle.BASELINES
COMPONENTS = {"pre_norm": "pre", "gate": "gate", "up": "up", "down": "down", "post_norm": "post"}
STAGES = ("gate", "up", "hidden", "down", "base_normed", "output")
IN_OUTPUT_SPACE = ("down", "base_normed", "output")
SELF_PROJECTION = ("base_self_projection", "instruct_self_projection", "base_orthogonal_norm", "instruct_orthogonal_norm")


# One model at one layer


def rms(x, eps):
    return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)


def run(weights, x, pair):
    """Every product on the way of inputs x [V, C] through the weights {pre, gate, up, down, post} of one layer."""
    n = rms(x, pair.eps) * weights["pre"]
    gate, up = n @ weights["gate"].T, n @ weights["up"].T
    hidden = pair.activation(gate) * up
    down = hidden @ weights["down"].T
    output = down if weights["post"] is None else rms(down, pair.eps) * weights["post"]
    return {"n": n, "gate": gate, "up": up, "hidden": hidden, "down": down, "output": output}


class Pair:
    """Two checkpoints of one form."""

    def __init__(self, base, instruct, weights):
        self.base, self.instruct, self.weights = base, instruct, weights
        self.eps = base.config["rms_norm_eps"]
        assert self.eps == instruct.config["rms_norm_eps"] and base.is_gemma == instruct.is_gemma

    def activation(self, a):
        if self.base.is_gemma:
            return 0.5 * a * (1 + np.tanh(np.sqrt(2 / np.pi) * (a + 0.044715 * a**3)))
        return a / (1 + np.exp(-a))

    def mlps(self, layer):
        return [model.mlp(layer, self.weights) for model in (self.base, self.instruct)]

    def outputs(self, layer, x):
        """y_b and y_i [V, C]."""
        return [run(weights, x, self)["output"] for weights in self.mlps(layer)]


# Small definitions


def turn(a, b):
    """1 - cos of two vectors; None where one has no length."""
    length_a, length_b = np.linalg.norm(a), np.linalg.norm(b)
    if length_a == 0 or length_b == 0:
        return None
    chord = a / length_a - b / length_b
    return chord @ chord / 2


def even_share(d, d_negative):
    """|e|^2 / (|e|^2 + |o|^2) of a change at x and at -x."""
    even, odd = (d + d_negative) / 2, (d - d_negative) / 2
    whole = even @ even + odd @ odd
    mean = (d @ d + d_negative @ d_negative) / 2
    assert abs(whole - mean) <= 1e-12 * mean
    return even @ even / whole if whole > 0 else None


def self_projection(x, y_base, y_instruct):
    unit = x / np.linalg.norm(x)
    base, instruct = y_base @ unit, y_instruct @ unit
    rests = [np.linalg.norm(y - p * unit) for y, p in ((y_base, base), (y_instruct, instruct))]
    return dict(zip(SELF_PROJECTION, (base, instruct, *rests)))


def shapley(value, players):
    """{player: phi} for value(frozenset of players) -> array; phi is averaged over all orders."""
    n = len(players)
    phi = {}
    for player in players:
        others = [other for other in players if other != player]
        phi[player] = sum(
            factorial(size) * factorial(n - size - 1) / factorial(n) * (value(frozenset(chosen) | {player}) - value(frozenset(chosen)))
            for size in range(n)
            for chosen in combinations(others, size)
        )
    return phi


# One layer


class Layer:
    """Everything that two models make of all inputs at one layer, input by (group, index, sign)."""

    def __init__(self, layer, pair, directions, outliers):
        self.layer, self.pair, self.outliers = layer, pair, outliers
        groups = ("pcs", *BASELINES)
        self.keys = [(name, k, sign) for name in groups for k in range(len(directions[name])) for sign in (1, -1)]
        self.x = np.stack([sign * directions[name][k] for name, k, sign in self.keys])
        self.keep = np.ones(self.x.shape[1])
        self.keep[outliers] = 0
        self.variants = {"raw": np.ones(self.x.shape[1]), "trimmed": self.keep}
        self.weights = pair.mlps(layer)
        self.products = [run(weights, self.x, pair) for weights in self.weights]
        self.has_post_norm = self.weights[0]["post"] is not None
        if self.has_post_norm:
            for products in self.products:
                products["base_normed"] = rms(products["down"], pair.eps) * self.weights[0]["post"]
        self.d = self.products[1]["output"] - self.products[0]["output"]
        self.check()

    def check(self):
        """The even part of h is half of gate * up, and outputs are those of tests/oracle/report.py."""
        for checkpoint, products in zip((self.pair.base, self.pair.instruct), self.products):
            even = (products["hidden"][0::2] + products["hidden"][1::2]) / 2
            bilinear = products["gate"][0::2] * products["up"][0::2] / 2
            assert np.abs(even - bilinear).max() <= 1e-12 * np.abs(products["hidden"]).max()
            known = report.mlp_outputs(checkpoint, self.layer, self.x, self.pair.weights)
            assert np.abs(known - products["output"]).max() <= 1e-11 * np.abs(known).max()

    def index(self, name, k, sign=1):
        return self.keys.index((name, k, sign))

    def n(self, name):
        return sum(1 for other, _, sign in self.keys if other == name and sign == 1)

    def stages(self, i):
        """{(stage, variant): 1 - cos} of one input."""
        turns = {}
        for stage in STAGES:
            if stage not in self.products[0]:
                continue
            base, instruct = (products[stage][i] for products in self.products)
            turns[stage, "raw"] = turn(base, instruct)
            if stage in IN_OUTPUT_SPACE:
                turns[stage, "trimmed"] = turn(base * self.keep, instruct * self.keep)
        return turns

    def parity(self, name, k):
        """{(stage, variant): even share} of one direction."""
        plus, minus = self.index(name, k), self.index(name, k, -1)
        change = {stage: self.products[1][stage] - self.products[0][stage] for stage in ("down", "output")}
        return {
            (stage, variant): even_share(d[plus] * keep, d[minus] * keep)
            for stage, d in change.items()
            for variant, keep in self.variants.items()
        }

    def along_input(self, i):
        """{variant: projections and what is left} of one input."""
        y = [products["output"][i] for products in self.products]
        return {name: self_projection(self.x[i] * keep, *(v * keep for v in y)) for name, keep in self.variants.items()}

    # Rows

    def inputs(self):
        """[(name, key)] of PC1, -PC1, PC2, ..."""
        return [(f"{'' if sign == 1 else '-'}PC{k + 1}", (name, k, sign)) for name, k, sign in self.keys if name == "pcs"]

    def stage_rows(self):
        return [
            {"layer": self.layer, "input_vector": name, "stage": stage, "variant": variant, "delta_angular": angular}
            for name, key in self.inputs()
            for (stage, variant), angular in self.stages(self.index(*key)).items()
        ]

    def parity_rows(self):
        return [
            {"layer": self.layer, "input_vector": f"PC{k + 1}", "stage": stage, "variant": variant, "even_share": share}
            for k in range(self.n("pcs"))
            for (stage, variant), share in self.parity("pcs", k).items()
        ]

    def self_projection_rows(self):
        return [
            {"layer": self.layer, "input_vector": name, "variant": variant, **numbers}
            for name, key in self.inputs()
            for variant, numbers in self.along_input(self.index(*key)).items()
        ]

    def mlp_rows(self):
        """What is new in data/mlp.csv."""
        rows = []
        for name, key in self.inputs():
            turns = self.stages(self.index(*key))
            angles = {f"{stage}_angular": turns[stage, "raw"] for stage in ("gate", "up", "hidden", "down")}
            share = self.parity("pcs", key[1])["output", "raw"]
            own = self.along_input(self.index(*key))["raw"]
            rows.append({"layer": self.layer, "input_vector": name, **own, **angles, "even_share": share})
        return rows

    def spread_rows(self):
        rows = []
        for baseline in BASELINES:
            values = {}
            put = lambda quantity, variant, value: values.setdefault((quantity, variant), []).append(value)
            for k in range(self.n(baseline)):
                signed = [self.index(baseline, k, sign) for sign in (1, -1)]
                plus, minus = (self.stages(i) for i in signed)
                for stage, variant in plus:
                    put(f"{stage}_angular", variant, max(plus[stage, variant], minus[stage, variant]))
                for (stage, variant), share in self.parity(baseline, k).items():
                    put(f"{stage}_even_share", variant, share)
                for i in signed:
                    for variant, numbers in self.along_input(i).items():
                        for column, value in numbers.items():
                            put(column, variant, value)
                        for column in ("self_projection", "orthogonal_norm"):
                            put(f"{column}_change", variant, numbers[f"instruct_{column}"] - numbers[f"base_{column}"])
            for (quantity, variant), list_of_values in values.items():
                q05, q50, q95 = np.quantile(list_of_values, [0.05, 0.5, 0.95])
                row = {"layer": self.layer, "quantity": quantity, "variant": variant, "baseline": baseline}
                rows.append(row | {"n": self.n(baseline), "q05": q05, "q50": q50, "q95": q95})
        return rows

    def hybrids(self):
        """Output of every hybrid [V, C] for the PCs, by the set of components that are the instruct model's."""
        base, instruct = self.weights
        players = [name for name, key in COMPONENTS.items() if base[key] is not None]
        x = self.x[[self.index(*key) for _, key in self.inputs()]]
        outputs = {}
        for size in range(len(players) + 1):
            for chosen in map(frozenset, combinations(players, size)):
                mixed = {key: (instruct if name in chosen else base)[key] for name, key in COMPONENTS.items()}
                outputs[chosen] = run(mixed, x, self.pair)["output"]
        return players, outputs

    def attribution_rows(self):
        players, v = self.hybrids()
        everything, none = frozenset(players), frozenset()
        whole = v[everything] - v[none]
        d = self.d[[self.index(*key) for _, key in self.inputs()]]
        assert np.abs(whole - d).max() <= 1e-12 * np.abs(v[none]).max(), "the hybrids at the ends are the two models"
        phi = shapley(v.__getitem__, players)
        assert np.abs(sum(phi.values()) - whole).max() <= 1e-12 * max(1e-300, np.abs(whole).max())
        rows = []
        for i, (name, _) in enumerate(self.inputs()):
            for player in players:
                changes = (phi[player], v[frozenset({player})] - v[none], v[everything] - v[everything - {player}])
                row = {"layer": self.layer, "input_vector": name, "component": player}
                for prefix, keep in (("", np.ones_like(self.keep)), ("trimmed_", self.keep)):
                    length2 = ((whole[i] * keep) ** 2).sum()
                    for column, change in zip(("share", "first_in", "last_in"), changes):
                        row[prefix + column] = (change[i] * keep) @ whole[i] / length2 if length2 > 0 else None
                rows.append(row)
            for column in ("share", "trimmed_share"):
                shares = [row[column] for row in rows[-len(players) :]]
                assert None in shares or abs(sum(shares) - 1) < 1e-12
        return rows

    def weight_change_rows(self):
        """Each matrix of the instruct model, given what that of the base is given: of down the base's hidden vectors."""
        base, instruct = self.weights
        draws = [self.index("isotropic", k, sign) for k in range(self.n("isotropic")) for sign in (1, -1)]
        rows = []
        for weight, entering in (("gate", "n"), ("up", "n"), ("down", "hidden")):
            inputs = self.products[0][entering]
            relative = lambda of: np.sqrt(
                ((inputs[of] @ (instruct[weight] - base[weight]).T) ** 2).sum() / ((inputs[of] @ base[weight].T) ** 2).sum()
            )
            isotropic, pc1 = relative(draws), relative([self.index("pcs", 0)])
            row = {"layer": self.layer, "weight": weight, "isotropic_change": isotropic, "pc1_change": pc1}
            rows.append(row | {"pc1_gain": pc1 / isotropic if isotropic > 0 else None})
        return rows


# All layers


def prepare(options):
    """Vectors, the pair of models, directions, and by layer what was made of all inputs."""
    pair = Pair(Checkpoint(options.base), Checkpoint(options.instruct), options.weights)
    vectors = Vectors(options.vectors, options.role_key, options.trait_key, options.difference)
    n_layers = pair.base.config["num_hidden_layers"]
    directions, labels = oracle.read_directions(options.directions)
    oracle.check_directions(directions, labels, vectors, oracle.components(options, vectors, n_layers))
    outliers = lambda layer: oracle.outlier_coordinates(vectors.default[layer].astype(np.float64), options.outliers)[0]
    layers = [Layer(i, pair, directions, outliers(i)) for i in report.layer_list(options.layers, n_layers)]
    return vectors, pair, layers


def causes(options):
    return causes_of(*prepare(options))


def causes_of(vectors, pair, layers):
    pc1 = [layer.index("pcs", 0) for layer in layers]
    length = [np.linalg.norm(layer.d[i]) for layer, i in zip(layers, pc1)]
    angle = [layer.stages(i)["output", "raw"] for layer, i in zip(layers, pc1)]
    wanted = {18, layers[int(np.argmax(length))].layer, layers[int(np.argmax(angle))].layer}
    focus = [layer for layer in layers if layer.layer in wanted]
    tables = {
        "mlp": Layer.mlp_rows,
        "stages": Layer.stage_rows,
        "parity": Layer.parity_rows,
        "self_projection": Layer.self_projection_rows,
        "spreads": Layer.spread_rows,
        "attribution": Layer.attribution_rows,
        "weight_change": Layer.weight_change_rows,
    }
    result = {name: [row for layer in layers for row in rows(layer)] for name, rows in tables.items()}
    semantic = {layer.layer: vectors.semantic(layer.layer)[0] for layer in layers}
    return result | {
        "focus": [layer.layer for layer in focus],
        "neurons": {str(layer.layer): neurons(layer, semantic[layer.layer]) for layer in focus},
        "decompositions": {str(layer.layer): decomposition(layer, semantic[layer.layer]) for layer in focus},
        "sweep": sweep(pair, layers, semantic),
    }


if __name__ == "__main__":
    chosen = oracle.parse()
    report.write(causes(chosen), chosen.out, chosen.digits)
