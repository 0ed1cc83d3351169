/**
 * A request with everything that was left out filled in: the one place that knows what a report does unasked.
 *
 * @module
 */

import { type AnalysisOptions, DEFAULT_OPTIONS } from "../prepare/options.ts";
import { type FileVector, fileVectors } from "./file_vectors.ts";
import { readName } from "./title_names.ts";
import type { RecordsRequest } from "./run_records.ts";
import type { DeviceChoice } from "../compute/open_engine.ts";
import { placeOf } from "../places.ts";
import { UsageError } from "../usage_error.ts";
import { isFlag, type OptionName } from "./options.ts";
import { presetOptions } from "./presets.ts";
import type { Place, ReportInputs, ReportRequest } from "./request.ts";
import { requestCommand } from "./request_command.ts";
import { expectRequest } from "./expect_request.ts";
import { placed, settledAdapter, settledRecords } from "./settled_places.ts";

/** The three inputs, as places or as they were typed. */
export type Sources<Of = Place> = Readonly<Record<typeof SOURCES[number], Of>>;

/** An input of a report by the name of its option. */
export type InputName = keyof Sources | "base-adapter";

/** The three inputs. */
export const SOURCES = ["base", "instruct", "vectors"] as const;

/** What one report is to do. */
export interface SettledRequest {
  /** Null: the demonstration. */
  readonly sources: Sources | null;
  /** Added to the base; null where none is. */
  readonly baseAdapter: Place | null;
  /** Names in titles; null: the base name of the folder. */
  readonly names: { readonly base: string | null; readonly instruct: string | null };
  readonly analysis: AnalysisOptions;
  /** Real inputs of one layer's MLP; null where none are given. */
  readonly activations: ReportInputs["activations"] | null;
  /** Vectors that are run beside the components. */
  readonly inputVectors: readonly FileVector[];
  /** Directions of one more baseline. */
  readonly controls: readonly FileVector[];
  /** Null: the default of the layout. */
  readonly roleKey: string | null;
  readonly traitKey: string | null;
  /** `default`, `none` or a key. */
  readonly difference: string;
  readonly rowZero: ReportInputs["rowZero"];
  readonly vectorsAre: ReportInputs["vectorsAre"];
  readonly kind: ReportInputs["kind"];
  readonly device: DeviceChoice;
  /** Null: one for each processor. */
  readonly threads: number | null;
  /** Null: nothing is written. */
  readonly out: string | null;
  /** Where results of layers are written down; null: nowhere. */
  readonly records: RecordsRequest | null;
  /** Whether files of weights are held against their hashes. */
  readonly isHashed: boolean;
  /** Whether ids on the Hub are taken from what is cached alone. */
  readonly isOffline: boolean;
  /** Bytes; null: any. */
  readonly cacheLimit: number | null;
  /** The command as it may be published. */
  readonly command: string;
}

/**
 * Fills in what was left out, and takes relative paths as those of the folder in which the command was typed.
 *
 * @throws {UsageError} in one line on what cannot be met whatever the inputs; options are named as on the command line.
 */
export function settledRequest(request: ReportRequest): SettledRequest {
  expectRequest(request);
  const { roleKey, traitKey, ...preset } = presetOptions((name) => isAsked(request, name));
  const analysis = { ...DEFAULT_OPTIONS, ...preset, ...askedOptions(request) };
  const { activations, out } = request;
  expectNamesOfInputs(request);
  return {
    sources: settledSources(request),
    baseAdapter: settledAdapter(request),
    names: {
      base: readName("base-name", request.baseName),
      instruct: readName("instruct-name", request.instructName),
    },
    analysis,
    activations: activations === undefined ? null : settledActivations(activations),
    inputVectors: request.input === undefined ? [] : fileVectors("input", request.input),
    controls: settledControls(request, analysis),
    roleKey: request.roleKey ?? roleKey ?? null,
    traitKey: request.traitKey ?? traitKey ?? null,
    difference: request.difference ?? "default",
    rowZero: request.rowZero ?? "auto",
    vectorsAre: request.vectorsAre ?? "auto",
    kind: request.kind ?? "auto",
    device: request.device ?? "auto",
    threads: request.threads ?? null,
    out: out ?? null,
    records: settledRecords(request, { isKept: request.out !== undefined }),
    isHashed: request.isHashed ?? false,
    isOffline: request.isOffline ?? false,
    cacheLimit: request.cacheLimit ?? null,
    command: request.command ?? requestCommand(request),
  };
}

/** Passes if all of the three inputs are given, or none. @throws {UsageError} naming those that are missing; `withoutVectors` is said where these alone are. */
export function expectAllOrNone(
  given: Partial<Record<keyof Sources, unknown>>,
  withoutVectors = "",
): void {
  const missing = SOURCES.filter((name) => given[name] === undefined);
  if (missing.length === 0 || missing.length === SOURCES.length) return;
  const advice = missing.join() === "vectors" ? withoutVectors : "";
  throw new UsageError(
    `Cannot run without ${missing.map((name) => `--${name}`).join(" and ")}: ` +
      `give --base, --instruct and --vectors, or none of them for the demonstration${advice}`,
  );
}

/** Passes unless a name is given to the demonstration, whose names say that it is synthetic. @throws {UsageError} */
function expectNamesOfInputs(
  { base, baseName, instructName }: Pick<ReportRequest, "base" | "baseName" | "instructName">,
): void {
  if (base !== undefined || (baseName ?? instructName) === undefined) return;
  const option = baseName === undefined ? "instruct-name" : "base-name";
  throw new UsageError(`Cannot use --${option} without --base: the demonstration has names`);
}

/** Whether something is asked for that is not the default. */
function isAsked(
  request: { readonly [Name in OptionName]?: unknown },
  name: OptionName,
): boolean {
  const value = request[name] ?? null;
  return isFlag(name) ? value === true : value !== null;
}

/** The options of the analysis that are asked for. */
function askedOptions(request: ReportRequest): Partial<AnalysisOptions> {
  const names = Object.keys(DEFAULT_OPTIONS) as (keyof AnalysisOptions)[];
  const asked = names.filter((name) => isAsked(request, name));
  return Object.fromEntries(asked.map((name) => [name, request[name]]));
}

function settledSources(request: ReportRequest): Sources | null {
  expectAllOrNone(
    request,
    "; where there are no vectors, deno task weights with these two tells by how much their weights changed" +
      (request.input === undefined ? "" : "; --input needs role vectors beside it"),
  );
  const { base, instruct, vectors } = request;
  if (base === undefined || instruct === undefined || vectors === undefined) return null;
  return { base: placed(base), instruct: placed(instruct), vectors: placed(vectors) };
}

/** @throws {UsageError} where no baselines are run. */
function settledControls(
  { controls }: ReportRequest,
  { random }: Pick<AnalysisOptions, "random">,
): FileVector[] {
  if (controls === undefined) return [];
  if (random === 0) {
    throw new UsageError(
      "Cannot use --controls with --random 0, which runs no baseline: leave one of them out",
    );
  }
  return fileVectors("controls", controls);
}

function settledActivations(
  { path, layer }: ReportInputs["activations"],
): ReportInputs["activations"] {
  return { path: typeof path === "string" ? placeOf(path) : path, layer };
}
