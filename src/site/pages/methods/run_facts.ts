/**
 * What was asked of a run, and what computed it.
 *
 * @module
 */

import type { Results } from "../../../results.ts";
import { isComponent } from "../../../results/input_names.ts";
import { formatLayers, layersText } from "../../../text/layers.ts";
import { shownName } from "../../../text/quote.ts";
import { bytesText, durationText, list } from "../../../text/words.ts";
import { type Fact, factsOf } from "../../kit/facts.ts";

/** The options in force, as a reader takes them. */
export function optionFacts({ options, evidence, pcs }: Results): Fact[] {
  const { layers, focus, vector_layer, random, seed } = options;
  const nComponents = pcs.filter(({ name }) => isComponent(name)).length;
  const given = pcs.filter(({ name }) => !isComponent(name)).map(({ name }) => shownName(name));
  return factsOf({
    "layers": formatLayers(layers),
    "layers decomposed": `${formatLayers(focus) || "none"}${
      options.is_focus_automatic ? " (layer 18 where analysed, and the two peaks)" : ""
    }`,
    "components": `${nComponents}${
      nComponents < options.pcs ? ` of ${options.pcs} asked for` : ""
    }, each with its negative`,
    ...given.length === 0 ? {} : {
      "further inputs": `${list(given)}, ${given.length === 1 ? "" : "each "}with its negative`,
    },
    "components from": options.pca,
    "component layer": String(options.pca_layer),
    "vector layer": vector_layer === "probed" ? "the probed layer" : String(vector_layer),
    "random directions": random === 0 ? "none" : `${random}, each in both signs, from seed ${seed}`,
    "weights": options.weights,
    "rounding": options.rounding,
    ...evidence === null ? {} : {
      "outlier dimensions": String(options.outliers),
      "space of components": options.pc_space,
      "scaling before the PCA": options.pca_scale,
      "row of µ": options.input_row,
    },
    "like the notebook": options.like_notebook ? "yes" : "no",
    "like the published figures": options.like_published ? "yes" : "no",
  });
}

/** Which layers came from records, and which engine computed each. */
function recordsText({ layers_from_records, records_by_engine }: Results["run"]): string {
  const engines = records_by_engine.map(({ name, layers }) =>
    records_by_engine.length === 1 ? name : `${formatLayers(layers)} on ${name}`
  );
  const computed = `${
    layersText(layers_from_records)
  }, computed by another run of the same inputs and options`;
  const where = engines.length === 0
    ? ""
    : engines.length === 1
    ? ` on ${engines[0]}`
    : `: ${list(engines)}`;
  return `${computed}${where}. Duration and weights read are without them`;
}

/** What computed, when and from what. */
export function deviceFacts({ device, run }: Results): Fact[] {
  const kind = device.kind === "cpu" ? "CPU" : device.is_fallback ? "software adapter" : "GPU";
  return factsOf({
    "device": `${device.name} (${kind})`,
    "started": run.started,
    "duration": durationText(run.seconds),
    "weights read": bytesText(run.weight_bytes_read),
    ...Object.fromEntries(run.hub.map((it) => [
      `${it.input} from the Hub`,
      `the ${it.kind === "models" ? "model" : "data set"} ${it.repository}${
        it.folder === "" ? "" : `:${it.folder}`
      }, commit ${it.commit}; ${bytesText(it.bytes_fetched)} came over the network in this run`,
    ])),
    ...run.layers_from_records.length === 0 ? {} : {
      "from records": recordsText(run),
    },
    "deltascope": run.deltascope,
    ...run.versions,
  });
}
