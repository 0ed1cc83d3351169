"""Writes tests/testdata/report/evidence-*.json: the evidence by tests/oracle/evidence.py, numbers to 9 significant digits.

    /usr/bin/python3 tests/oracle/make_evidence.py --real ../shared/real --demonstration FOLDER

FOLDER is the folder `demonstration` in the cache folder of deltascope, as `deno task report` leaves it. The directions are the files
`data/directions.safetensors` of three runs with --random 32, copied to tests/testdata/report/directions-*.safetensors:
the demonstration, and stories260k (base against finetuned) with --layers all --pca-layer 2, without and with --pca-scale standard.

Tables are {"columns": [...], "rows": [[...], ...]}. Of the demonstration the single directions are kept at two layers only.
"""

import argparse
import json
from pathlib import Path

import evidence as oracle
from report import rounded_numbers

OUT = Path(__file__).parent.parent / "testdata" / "report"
DIGITS = 9
SPACES = ("robustness", "peaks", "components", "bootstrap")
OUTLIERS = ("robustness", "quantiles", "ranks", "peaks", "layers", "outlier_tables", "outlier_curve", "bootstrap")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--demonstration", type=Path, required=True)
    folders = parser.parse_args()

    stories = folders.real / "stories260k"
    pair = [f"--base={stories / 'base'}", f"--instruct={stories / 'finetuned'}", f"--vectors={stories / 'vectors'}"]
    write("stories260k", [*pair, "--layers=all", "--pca-layer=2"], range(5))

    # What is new in a scaled PCA.
    write("stories260k-standard", [*pair, "--layers=all", "--pca-layer=2", "--pca-scale=standard"], (), SPACES)

    # What a number of outlier dimensions changes: by the criterion this pair has none.
    write("stories260k", [*pair, "--layers=all", "--pca-layer=2", "--outliers=8"], (), OUTLIERS, "-outliers-8")

    made = folders.demonstration
    pair = [f"--base={made / 'synthetic-base'}", f"--instruct={made / 'synthetic-instruct'}"]
    write("demonstration", [*pair, f"--vectors={made / 'synthetic-personas'}"], (18, 21))


def write(name, arguments, layers_of_directions, kept=None, suffix=""):
    file = OUT / f"directions-{name}.safetensors"
    result = oracle.evidence(oracle.parse([*arguments, f"--directions={file}", "--rows"]))
    for key in ("baseline", "operating_baseline"):
        result[key] = [row for row in result[key] if row["layer"] in layers_of_directions]
    result = {key: value for key, value in result.items() if kept is None or key in kept}
    if suffix:
        only_trimmed(result)
    path = OUT / f"evidence-{name}{suffix}.json"
    text = json.dumps(tables(rounded_numbers(result, DIGITS)), allow_nan=False, separators=(",", ":"))
    path.write_text(text.replace("[[", "[\n[").replace("],[", "],\n[") + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


def only_trimmed(result):
    """The other variants do not know of outliers."""
    for rows in (result, result["bootstrap"]):
        for key, value in rows.items():
            if isinstance(value, list):
                rows[key] = [row for row in value if row.get("variant", "trimmed") == "trimmed"]


def tables(value):
    """The same with every list of rows as a table."""
    if isinstance(value, dict):
        return {key: tables(item) for key, item in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        columns = list(value[0])
        assert all(set(row) == set(columns) for row in value)
        return {"columns": columns, "rows": [[row[column] for column in columns] for row in value]}
    return value


if __name__ == "__main__":
    main()
