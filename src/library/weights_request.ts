/**
 * What may be asked of a comparison of weights, and the request with everything filled in that was left out.
 *
 * @module
 */

import { type AnalysisOptions, DEFAULT_OPTIONS } from "../prepare/options.ts";
import type { TensorScope } from "../results/weight_comparison.ts";
import { UsageError } from "../usage_error.ts";
import { expectRequest } from "./expect_request.ts";
import type { Asked, ReportInputs, ReportListeners, ReportPlaces } from "./request.ts";
import { requestCommand, WEIGHTS_PROGRAM } from "./request_command.ts";
import { placed, settledAdapter, settledRecords } from "./settled_places.ts";
import type { SettledRequest } from "./settled_request.ts";
import type { PairRequest } from "./open_pair.ts";
import { readName } from "./title_names.ts";

/** What is asked of a comparison, by the command and by a request; but for `spectrum` and `tensors` names of a report. */
export const WEIGHTS_ASKED = [
  "base",
  "instruct",
  "baseAdapter",
  "baseName",
  "instructName",
  "layers",
  "weights",
  "spectrum",
  "tensors",
  "threads",
  "cacheLimit",
  "isHashed",
  "isOffline",
  "records",
  "isFresh",
] as const;

/** Names of a request. */
const NAMES = [
  ...WEIGHTS_ASKED,
  "command",
  "onRemark",
  "onWeightBytes",
  "onFetched",
  "onLayer",
] as const;

/**
 * What a comparison of weights is asked for: the two checkpoints, and what of a report's request concerns them. Everything else may
 * be left out, and is then as of the command `weights` without the option: all layers, rounded to bfloat16, with singular values.
 */
export interface WeightsRequest
  extends
    Asked<Pick<ReportInputs, "base" | "instruct" | "baseAdapter" | "baseName" | "instructName">>,
    Asked<Pick<AnalysisOptions, "layers" | "weights">>,
    Asked<
      Pick<
        ReportPlaces,
        "threads" | "records" | "isFresh" | "isHashed" | "isOffline" | "cacheLimit" | "command"
      >
    >,
    Asked<Pick<ReportListeners, "onRemark" | "onWeightBytes" | "onFetched" | "onLayer">> {
  /** Whether singular values of what changed in each matrix are found, for which both are read up to four times. */
  readonly spectrum?: boolean | undefined;
  /** `layer` compares attention, norms and whatever else there is of these layers too, `all` also what is in no layer; left out: `mlp`. */
  readonly tensors?: TensorScope | undefined;
}

/** What one comparison is to do. */
export interface SettledWeights extends
  Omit<PairRequest, "layers">,
  Pick<
    SettledRequest,
    "threads" | "records" | "isHashed" | "isOffline" | "cacheLimit" | "command"
  > {
  readonly layers: Exclude<AnalysisOptions["layers"], null>;
  readonly weights: AnalysisOptions["weights"];
  readonly spectrum: boolean;
  readonly tensors: TensorScope;
}

/**
 * Fills in what was left out, and takes relative paths as those of the folder in which the command was typed.
 *
 * @throws {UsageError} in one line on what cannot be met whatever the inputs; options are named as on the command line.
 */
export function settledWeights(
  request: WeightsRequest,
  /** Whether layers are written down in the user's cache folder where no other is named. */
  { isKept = false }: { readonly isKept?: boolean } = {},
): SettledWeights {
  expectRequest(request, NAMES);
  const { base, instruct } = request;
  if (base === undefined || instruct === undefined) {
    const missing = [
      ...base === undefined ? ["--base"] : [],
      ...instruct === undefined ? ["--instruct"] : [],
    ];
    throw new UsageError(
      `Cannot compare weights without ${
        missing.join(" and ")
      }: give both, a folder or an id on the Hugging Face Hub each`,
    );
  }
  return {
    sources: { base: placed(base), instruct: placed(instruct) },
    baseAdapter: settledAdapter(request),
    names: {
      base: readName("base-name", request.baseName),
      instruct: readName("instruct-name", request.instructName),
    },
    layers: request.layers ?? "all",
    weights: request.weights ?? DEFAULT_OPTIONS.weights,
    spectrum: request.spectrum ?? true,
    tensors: request.tensors ?? "mlp",
    threads: request.threads ?? null,
    records: settledRecords(request, { isKept }),
    isHashed: request.isHashed ?? false,
    isOffline: request.isOffline ?? false,
    cacheLimit: request.cacheLimit ?? null,
    command: request.command ?? requestCommand(request, WEIGHTS_PROGRAM),
  };
}
