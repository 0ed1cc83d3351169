/**
 * What a run would read and hold, for `--plan`.
 *
 * Shape letters: C hidden size, F intermediate size, V input vectors.
 *
 * @module
 */

import { shownName } from "../text/quote.ts";
import { formatLayers } from "../text/layers.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import { changedText } from "../prepare/adapter_remarks.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import {
  countVectors,
  neuronFileBytes,
  plannedTensors,
  productBytes,
} from "../library/planned_bytes.ts";
import type { OpenReport } from "../library/open_report.ts";
import type { OpenedEngine } from "../compute/open_engine.ts";
import { bytesText, durationText, list, plural } from "../text/words.ts";
import { MAX_KEPT_BYTES } from "../sources/checkpoint/adapter/shared_reads.ts";
import { planTiles } from "../compute/tiles.ts";
import {
  type Checkpoint,
  fileBytesOf,
  layerTensors,
  missingBytesOf,
  type WeightTensor,
} from "../sources/checkpoint/weights.ts";
import { columns } from "./columns.ts";
import { deviceLine } from "./device_line.ts";
import { isComponent } from "../results/input_names.ts";

/** A run as far as a plan needs it. */
export interface PlannedRun {
  readonly inputs: RunInputs;
  readonly prepared: PreparedRun;
  readonly opened: OpenedEngine;
  readonly origins: OpenReport["origins"];
}

/** The plan in lines of text: the tensors, then what they come to; `time` is the estimate in words. */
export function planText(
  { inputs, prepared, opened, origins }: PlannedRun,
  time: string,
): string {
  const { base, instruct, vectors } = inputs;
  const { layers, directions } = prepared;
  const nVectors = countVectors(inputs, prepared);
  const tensors = plannedTensors(inputs, layers);
  return [
    ...columns([
      ["checkpoint", "tensor", "dtype", "shape", "bytes", "tiles", "file"],
      ...tensors.map(({ checkpoint, tensor }) => [
        shownName(checkpoint.label),
        tensor.name,
        tensor.dtype,
        `[${tensor.shape.join(", ")}]`,
        String(tensor.sizeBytes),
        String(nTiles(tensor, opened)),
        tensor.fileName,
      ]),
    ]),
    "",
    `${shownName(base.label)} against ${
      shownName(instruct.label)
    }: ${layers.length} of ${base.recipe.nLayers} layers (${formatLayers(layers)})`,
    `${nVectors} input vectors a layer: ${
      componentsText(directions)
    }, ${directions.isotropic.length} isotropic, ${directions.persona.length} persona and ${directions.roles.length} role directions and ${directions.bootstrap.length} resamples, each with its negative, and states around the mean${
      prepared.isSweep
        ? `, and up to ${vectors.roleNames.length + vectors.traitNames.length} roles and traits`
        : ""
    }${
      prepared.activations === null
        ? ""
        : `; at layer ${prepared.activations.layer} ${
          plural(prepared.activations.indices.length, "activation", "activations")
        } more`
    }`,
    `${
      shownName(vectors.label)
    }: ${vectors.roleNames.length} roles, ${vectors.traitNames.length} traits, ${
      plural(vectors.skipped.length, "file", "files")
    } passed over`,
    `to read: ${tensors.length} tensors, ${
      bytesText(fileBytesOf(tensors.map(({ tensor }) => tensor)))
    }${
      prepared.random === 0 || prepared.focus?.length === 0
        ? ""
        : "; for neurons, of each decomposed layer " +
          `${bytesText(neuronFileBytes(inputs, layers[0] ?? 0))} again`
    }`,
    ...[base, instruct].map((checkpoint) =>
      checkpointLine(
        checkpoint,
        layers.map((layer) => ({ layer, tensors: layerTensors(checkpoint.layerWeights(layer)) })),
      )
    ),
    ...adapterLines(inputs),
    ...hubLines({ origins, opened }, tensors),
    `to hold: ${
      bytesText(productBytes(inputs, prepared))
    } of products of one layer, beside the tiles in flight (at most ${
      bytesText(largestTile(tensors.map(({ tensor }) => tensor), opened))
    } each)`,
    `device:  ${deviceLine(opened)}`,
    `time:    ${time}`,
  ].join("\n");
}

/** What is read of one checkpoint, a layer, of none and in all, and how much of it is at hand. */
export function checkpointLine(
  { label }: Pick<Checkpoint, "label">,
  read: readonly { layer: number | null; tensors: readonly WeightTensor[] }[],
): string {
  const sizes = read.map(({ layer, tensors }) => ({
    layer,
    nBytes: fileBytesOf(tensors),
    nMissing: missingBytesOf(tensors),
  })).filter(({ nBytes }) => nBytes > 0);
  const [nBytes, nMissing] = [
    sizes.reduce((sum, it) => sum + it.nBytes, 0),
    sizes.reduce((sum, it) => sum + it.nMissing, 0),
  ];
  const ofLayers = sizes.flatMap(({ layer, ...it }) => layer === null ? [] : [{ layer, ...it }]);
  const bySize = [...Map.groupBy(ofLayers, (it) => it.nBytes)].map(([n, of]) =>
    `${bytesText(n)} ${
      of.length === ofLayers.length
        ? "a layer"
        : `each of ${formatLayers(of.map(({ layer }) => layer))}`
    }`
  );
  const outside = sizes.find(({ layer }) => layer === null);
  if (outside !== undefined) bySize.push(`${bytesText(outside.nBytes)} in no layer`);
  const incomplete = ofLayers.filter((it) => it.nMissing > 0).map(({ layer }) => layer);
  return `bytes:   ${shownName(label)}: ${bytesText(nBytes)}, ${bySize.join(", ")}${
    nMissing === 0
      ? ""
      : `; ${bytesText(nBytes - nMissing)} at hand, ${bytesText(nMissing)} to come of ${
        list([
          ...incomplete.length === 0 ? [] : [`layers ${formatLayers(incomplete)}`],
          ...(outside?.nMissing ?? 0) === 0 ? [] : ["what is in none"],
        ])
      }`
  }`;
}

/** What adapters add; none where there are no adapters. */
export function adapterLines(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
): string[] {
  const lines = ([["base", base], ["instruct", instruct]] as const).flatMap(([side, { adapter }]) =>
    adapter === undefined ? [] : [
      `adapter: ${side} is ${shownName(adapter.base)} with ${
        shownName(adapter.name)
      }, which changes ${changedText(adapter) || "no MLP"}`,
    ]
  );
  return instruct.adapter === undefined ? lines : [
    ...lines,
    `         what both sides read of ${
      shownName(instruct.adapter.base)
    } is read once, of one layer at a time, and held meanwhile (at most ${
      bytesText(MAX_KEPT_BYTES)
    })`,
  ];
}

/** What ids on the Hub stand for, and what of the weights would come over the network; none for folders of the disk. */
function hubLines(
  { origins, opened }: Pick<PlannedRun, "origins" | "opened">,
  tensors: ReturnType<typeof plannedTensors>,
): string[] {
  if (origins.size === 0) return [];
  const missing = tensors.filter(({ tensor }) => missingBytesOf([tensor]) > 0);
  const nMissing = missingBytesOf(missing.map(({ tensor }) => tensor));
  const nRequests = missing.reduce((sum, { tensor }) => sum + nTiles(tensor, opened), 0);
  const nFiles = new Set(
    missing.map(({ checkpoint, tensor }) => `${checkpoint.label} ${tensor.fileName}`),
  ).size;
  const rates = [...origins.values()].flatMap((origin) => origin.rate() ?? []);
  const rate = Math.max(...rates);
  return [
    ...Array.from(
      origins,
      ([input, { id, commit, isCached, nFetched }]) =>
        `hub:     ${input} is ${id.repository}@${commit}${
          id.folder === "" ? "" : `:${id.folder}`
        }, ${
          isCached
            ? "in the cache of the Hub's tools"
            : `${bytesText(nFetched())} fetched for this plan`
        }`,
    ),
    `fetch:   ${bytesText(nMissing)} of weights in ${
      plural(missing.length, "tensor", "tensors")
    }, by ${
      plural(nRequests, "request", "requests")
    } and ${nFiles} to find where the files lie; the rest is at hand${
      nMissing === 0 || rates.length === 0
        ? ""
        : `; about ${durationText(nMissing / rate)} at the ${
          bytesText(Math.round(rate))
        }/s at which what came for this plan did`
    }`,
  ];
}

/** The components by how many there are, and what was given beside them. */
function componentsText({ components, controls }: PreparedRun["directions"]): string {
  const nComponents =
    components.filter(({ info }) => isComponent(info.name.replace(/:.*/s, ""))).length;
  const nNamed = components.length - nComponents;
  return [
    plural(nComponents, "principal component", "principal components"),
    ...nNamed === 0 ? [] : [plural(nNamed, "named vector", "named vectors")],
    ...controls.length === 0 ? [] : [plural(controls.length, "control", "controls")],
  ].join(", ");
}

function nTiles(tensor: WeightTensor, { tileLayout }: OpenedEngine): number {
  return tensor.shape.length === 2 ? planTiles(tensor, tileLayout).nTiles : 1;
}

function largestTile(tensors: readonly WeightTensor[], { tileLayout }: OpenedEngine): number {
  const matrices = tensors.filter((tensor) => tensor.shape.length === 2);
  return Math.max(...matrices.map((tensor) => planTiles(tensor, tileLayout).tileBytes));
}
