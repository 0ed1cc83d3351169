/**
 * Made-up results for the tests of the site: deterministic, shaped like a run on a 46-layer Gemma 2. The curves of PC1 to PC3
 * follow the published figures in outline; everything else is pseudo-random.
 */

import {
  type BaselineRow,
  type CheckpointInfo,
  type DecompositionInfo,
  type DecompositionRow,
  type MlpRow,
  type PrincipalComponentInfo,
  type Results,
  SCHEMA,
} from "../../src/results.ts";
import { checkResults } from "../../src/analyses/check_results.ts";
import { NO_CAUSES } from "../unknown_columns.ts";
import { sampleCauseFindings, sampleCauses } from "./sample_causes.ts";
import { evidenceBaselineRows, evidenceColumns, sampleEvidence } from "./sample_evidence.ts";
import { random } from "./sample_random.ts";
import { sampleRolesByLayer, sampleSameDirection } from "./sample_roles.ts";
import { sampleColumns, sampleSummary } from "./sample_summary.ts";
import { sampleSweep } from "./sample_sweep.ts";
import { sampleReproduction, sampleVerdictFindings } from "./sample_verdict.ts";
import { amongInputs } from "../../src/results/among_isotropic.ts";
import { hypothesisStanding, whyNoPeak } from "../../src/results/find_peaks.ts";
import { countsByInput } from "../../src/results/projection_decisions.ts";
import { SAMPLE_OPTIONS } from "../sample_options.ts";

/** What the sample can be made to leave out or hold. */
export interface SampleOptions {
  layers?: readonly number[];
  /** False as with `--random 0`: no baselines, and so no evidence. */
  hasBaseline?: boolean;
  /** False as in runs of earlier versions: random directions only, and no evidence. */
  hasEvidence?: boolean;
  /** False where nothing was looked into beyond the evidence. */
  hasCauses?: boolean;
  /** False as in Llama: no norm after the MLP. */
  hasPostNorm?: boolean;
  /** False where no coordinate is an outlier: causes have no trimmed variant. */
  hasOutliers?: boolean;
  /** True where the pair is the published one. */
  hasReproduction?: boolean;
  isSynthetic?: boolean;
  /** A checkpoint against itself: no difference anywhere. */
  isSelf?: boolean;
  /** Roles and traits that stand by layers and have a page; a few of each kind unless told. */
  rolesByLayer?: "all" | "few" | "none";
  /** Names put in place of the first roles, the first traits and the ends of PC1. */
  names?: readonly string[];
}

/** Names that a page must never take for anything but text. */
export const HOSTILE_NAMES = [
  "</script><img src=x onerror=alert(1)>",
  "=cmd()|'/C calc'!A0",
  "\u202egnp.exe",
  "x".repeat(300),
  `"quoted", 'too' & <b>bold</b>`,
  "two\nlines",
  "../../etc/passwd",
  "javascript:alert(1)",
  "&quot; onload=alert(1) x=&quot;",
  "\u0000\u0007bell",
  "__proto__",
] as const;

const ROLES =
  "poet pirate provincial bard jester caveman prophet shaman playwright mystic hermit vampire ghost wizard rebel drifter nomad bohemian trickster oracle angel demon leviathan hive swarm void screener reviewer examiner auditor grader moderator evaluator planner researcher analyst consultant assistant instructor engineer programmer accountant lawyer librarian archivist translator interpreter facilitator mediator coordinator secretary statistician virologist pharmacist geographer linguist proofreader validator naturalist scholar"
    .split(" ");
const TRAITS =
  "poetic metaphorical dramatic whimsical mystical provocative rebellious cynical nostalgic melancholic sardonic flippant impulsive theatrical romantic stoic ascetic pacifist perfectionist generalist cosmopolitan patient contrarian skeptical analytical methodical conscientious cautious transparent literal concise verbose formal deferential diplomatic grounded practical rationalist supportive calm"
    .split(" ");

const ANGULAR = [0.0061, 0.0052, 0.004, 0.0853, 0.0247, 0.0308, 0.0308, 0.0251, 0.0214, 0.0195];
const LENGTHS = [640, 690, 742, 1086, 1240, 1611, 1702, 1985, 2410, 3386];
const OTHERS: Record<string, number> = {
  "-PC1": 0.4,
  PC2: 0.75,
  "-PC2": 0.5,
  PC3: 0.33,
  "-PC3": 0.3,
};

/** The columns of `data/mlp.csv` that need evidence, as a run without it has them. */
export const NO_EVIDENCE = {
  angle_degrees: null,
  delta_relative: null,
  radial_share: null,
  z_isotropic: null,
  p_isotropic: null,
  pfw_isotropic: null,
  z_persona: null,
  p_persona: null,
  pfw_persona: null,
  noise_floor: null,
  delta_over_floor: null,
  ...NO_CAUSES,
} as const;

const LAYERS = [15, 16, 17, 18, 19, 20, 21, 22, 23, 24];
/** Both peaks of the sample, and a layer that is neither. */
export const THREE_LAYERS = [17, 18, 24];

/** The sample; without options ten layers, a baseline of 32 directions and decompositions at 18 and 24. */
export function sampleResults(options: SampleOptions = {}): Results {
  const { layers = LAYERS, hasBaseline = true, isSynthetic = true, isSelf = false, names = [] } =
    options;
  const hasEvidence = hasBaseline && (options.hasEvidence ?? true);
  const hasCauses = hasEvidence && (options.hasCauses ?? true);
  const { hasPostNorm = true, hasOutliers = true, rolesByLayer = "few" } = options;
  const roleDirections = [
    ...withNames(ROLES, names).map((name) => ({ kind: "role" as const, name })),
    ...withNames(TRAITS, names).map((name) => ({ kind: "trait" as const, name })),
  ];
  const mlp = layers.flatMap((layer) => mlpRows(layer, isSelf))
    .map((row) => hasEvidence ? { ...row, ...evidenceColumns(row) } : row);
  const baseline = !hasBaseline ? [] : layers.flatMap((layer) => [
    ...isotropicRows(layer, isSelf),
    ...hasEvidence ? evidenceBaselineRows(layer, { nRoles: roleDirections.length, isSelf }) : [],
  ]);
  const pc1 = mlp.filter((row) => row.input_vector === "PC1");
  const highest = (column: "delta_norm" | "delta_angular") =>
    pc1.reduce((best, row) => row[column]! > best[column]! ? row : best);
  const [absolute, angular] = [highest("delta_norm"), highest("delta_angular")];
  const focus = [...new Set([18, 24].filter((layer) => layers.includes(layer)).concat(layers[0]!))]
    .slice(0, 2).sort((a, b) => a - b);
  const peaks = isSelf ? { absolute: null, angular: null } : {
    absolute: { layer: absolute.layer, delta_norm: absolute.delta_norm },
    angular: { layer: angular.layer, delta_angular: angular.delta_angular! },
  };
  // In the order of the schema, as results are that were read.
  return checkResults({
    schema: SCHEMA,
    run: {
      deltascope: "0.1.0",
      versions: { deno: "2.9.6", v8: "15.0.245.2", typescript: "6.0.3" },
      started: "2026-05-04T09:30:00.000Z",
      seconds: 372.4,
      weight_bytes_read: 30_576_476_160,
      layers_from_records: [],
      records_by_engine: [],
      code: null,
      words: null,
      is_synthetic: isSynthetic,
      command:
        "deltascope report --base gemma-2-27b --instruct gemma-2-27b-it --vectors persona-data",
    },
    within_noise: [],
    assistant_axis: null,
    inputs: {
      remarks: { components: [], pair: [] },
      base: checkpoint("gemma-2-27b", ["F32"], hasPostNorm),
      instruct: checkpoint(isSelf ? "gemma-2-27b" : "gemma-2-27b-it", ["BF16"], hasPostNorm),
      vectors: {
        name: "persona-data",
        layout: "persona",
        roles: ROLES.length,
        traits: TRAITS.length,
        role_key: "pos_all",
        trait_key: "pos_neg_50",
        difference: "activations.default_1",
        skipped: [{ name: names[0] ?? "chameleon", kind: "role", reason: "it has no pos_all" }],
        unread: [],
        missing: [],
        fingerprint: null,
      },
    },
    options: {
      layers: [...layers],
      focus,
      pcs: 3,
      pca: "layer22_pos23.pt",
      random: hasBaseline ? 32 : 0,
      sweep: hasEvidence && !isSelf,
      ...SAMPLE_OPTIONS,
    },
    device: {
      kind: "gpu",
      name: "Sample GPU 4090 (Vulkan)",
      is_fallback: false,
      note: null,
    },
    pcs: components(names),
    mlp,
    baseline,
    peaks,
    no_peak: whyNoPeak(mlp, peaks),
    hypothesis_layer: { layer: 18, standing: hypothesisStanding(peaks, layers) },
    among_isotropic: pc1.flatMap(({ layer, delta_angular }) =>
      amongInputs(
        layer,
        delta_angular,
        baseline.filter((row) => row.layer === layer && row.baseline === "isotropic")
          .map((row) => row.delta_angular),
      )
    ),
    chance: isSelf ? null : {
      layer: angular.layer,
      role_mixtures: hasEvidence ? "apart" : "not_run",
      random_directions: hasBaseline ? "apart" : "not_run",
      random_inputs: hasBaseline ? "apart" : "not_run",
    },
    decompositions: Object.fromEntries(
      focus.map((layer) => [String(layer), decomposition(layer, isSelf, names)]),
    ),
    decomposition_info: Object.fromEntries(
      focus.map((layer) => [
        String(layer),
        information(layer, isSelf, decomposition(layer, isSelf, names)),
      ]),
    ),
    roles_by_layer: rolesByLayer === "none" || (hasBaseline && !hasEvidence)
      ? null
      : sampleRolesByLayer({
        layers,
        vectors: roleDirections,
        has: rolesByLayer,
        nNames: names.length,
        isSelf,
      }),
    same_direction: hasBaseline && !hasEvidence ? null : sampleSameDirection(layers, {
      hasOutliers: hasOutliers && hasBaseline,
      isSelf,
      noted: hasEvidence && layers.includes(18) ? 18 : null,
    }),
    evidence: !hasEvidence ? null : {
      ...sampleEvidence({ layers, focus, mlp, baseline, roleDirections, isSelf }),
      reproduction: options.hasReproduction ? sampleReproduction() : null,
    },
    causes: !hasCauses ? null : sampleCauses({
      layers,
      focus,
      mlp,
      vectors: roleDirections,
      isSelf,
      hasPostNorm,
      hasOutliers,
    }),
    sweep: hasEvidence && !isSelf ? sampleSweep(roleDirections, { layers, mlp }) : null,
    activations: null,
    findings: isSelf
      ? hasEvidence ? sampleVerdictFindings(layers, isSelf) : [{
        topic: "verdict",
        layer: null,
        text: "No difference: base and instruct give the same MLP outputs.",
        layers: [],
      }]
      : [
        ...hasEvidence ? sampleVerdictFindings(layers, isSelf) : [],
        {
          topic: hasEvidence ? "peaks" : "verdict",
          layer: null,
          text: `For PC1 (${
            names[0] ?? "caveman"
          } ... screener), the MLP output turns most from base to instruct at layer ${angular.layer} and moves farthest at layer ${absolute.layer}.`,
          layers: [angular.layer, absolute.layer],
        },
        {
          topic: "hypothesis-layer",
          layer: null,
          text: "Layer 18 is the angular peak and not the absolute peak of PC1 in this run.",
          layers: [18],
        },
        {
          topic: "chance",
          layer: null,
          text:
            "None of the 64 random inputs turns as far at layer 18. A random direction is a weak comparison: it is unlike any state of the model.",
          layers: [18],
        },
        ...hasCauses ? sampleCauseFindings(focus) : [],
      ],
  });
}

function checkpoint(name: string, dtypes: string[], hasPostNorm: boolean): CheckpointInfo {
  return {
    name,
    architecture: "Gemma2ForCausalLM",
    hidden_size: 4608,
    intermediate_size: 36864,
    layers: 46,
    dtypes,
    eps: 1e-6,
    activation: "gelu_tanh",
    norm_weight: "1 + w",
    has_post_norm: hasPostNorm,
    norm: "rms",
    has_pre_norm: true,
    biased: [],
    multiplier: 1,
    is_parallel: false,
    doubled_from: null,
    hook: { layers: "model.layers", module: hasPostNorm ? "post_feedforward_layernorm" : "mlp" },
    defaults: [],
    unread: [],
    adapter: null,
    weight_files: null,
    fingerprint: null,
  };
}

function components(names: readonly string[]): PrincipalComponentInfo[] {
  const ends: [string[], string[]][] = [
    [["caveman", "ghost", "swarm", "void"], ["screener", "reviewer", "examiner", "auditor"]],
    [["virologist", "pharmacist", "analyst"], ["jester", "pirate", "bard"]],
    [["assistant", "facilitator", "mediator"], ["leviathan", "void", "oracle"]],
  ];
  if (names.length > 1) ends[0] = [[names[0]!, names[3]!], [names[2]!, names[1]!]];
  return ends.map(([highest, lowest], k) => ({
    name: `PC${k + 1}`,
    source: "layer22_pos23.pt",
    layer: 22,
    variance_explained: [0.2122, 0.082, 0.0682][k]!,
    highest,
    lowest,
    scaler: k === 0 ? "StandardScaler" : null,
  }));
}

function mlpRows(layer: number, isSelf: boolean): MlpRow[] {
  const at = (layer - 15 + ANGULAR.length * 10) % ANGULAR.length;
  const next = random(layer);
  return ["PC1", ...Object.keys(OTHERS)].map((input_vector) => {
    const isPc1 = input_vector === "PC1";
    const base = LENGTHS[at]! * (isPc1 ? 1 : 0.55 + 0.3 * next());
    const angular = isPc1
      ? ANGULAR[at]!
      : (0.003 + 0.0026 * Math.min(at, 6)) * OTHERS[input_vector]! * (0.8 + 0.5 * next());
    const instruct = base * (1.02 + 0.09 * next());
    const squared = base ** 2 + instruct ** 2 - 2 * base * instruct * (1 - angular);
    return {
      layer,
      input_vector,
      base_output_norm: base,
      instruct_output_norm: isSelf ? base : instruct,
      delta_norm: isSelf ? 0 : Math.sqrt(squared),
      delta_angular: isSelf ? 0 : angular,
      ...NO_EVIDENCE,
    };
  });
}

function isotropicRows(layer: number, isSelf: boolean): BaselineRow[] {
  const next = random(1000 + layer);
  return Array.from({ length: 64 }, (_, i) => {
    const delta_norm = isSelf ? 0 : 120 + 60 * next() + layer;
    const turn = isSelf ? 0 : 0.0035 + 0.004 * next() * next() + 0.0001 * (layer - 15);
    return {
      layer,
      baseline: "isotropic",
      index: i >> 1,
      sign: i % 2 === 0 ? 1 : -1,
      delta_norm,
      delta_angular: turn,
      delta_angular_trimmed: turn * 0.9,
      delta_angular_centred: turn * 0.8,
    };
  });
}

/** The rows of PC1. */
export function peakRows(rows: readonly DecompositionRow[]): DecompositionRow[] {
  return rows.filter(({ input_vector }) => input_vector === "PC1");
}

/** The first of `own` replaced by `names`. */
function withNames(own: readonly string[], names: readonly string[]): string[] {
  return [...names, ...own.slice(names.length)];
}

function decomposition(
  layer: number,
  isSelf: boolean,
  names: readonly string[],
): DecompositionRow[] {
  const next = random(layer * 7);
  const named = (own: readonly string[], kind: "role" | "trait", names: readonly string[]) =>
    withNames(own, names).map((name, i): DecompositionRow => {
      const projection = isSelf
        ? 0
        : -375 * (1 - i / (own.length - 4)) ** 1.2 + 12 * (next() - 0.3);
      const safe = Number.isFinite(projection) ? projection : 25 * (next() - 0.3);
      return {
        name,
        kind,
        projection: safe,
        cosine: isSelf ? null : safe / 486,
        ...sampleColumns(safe, isSelf),
      };
    });
  const rows = [...named(ROLES, "role", names), ...named(TRAITS, "trait", names)];
  rows.sort((a, b) => Math.abs(b.projection) - Math.abs(a.projection));
  const ofOthers = Object.entries(OTHERS).flatMap(([input_vector, factor]) =>
    rows.map((row) => ({ ...row, input_vector, projection: row.projection * factor / 10 }))
  );
  return [...rows, ...ofOthers];
}

function information(
  layer: number,
  isSelf: boolean,
  rows: readonly DecompositionRow[],
): DecompositionInfo {
  return {
    layer,
    vector_layer: layer,
    delta_norm: isSelf ? 0 : 485.7257,
    roles: ROLES.length,
    traits: TRAITS.length,
    mean_cosine: {
      within_roles: 0.612,
      within_traits: 0.081,
      roles_with_default: -0.34,
      traits_with_default: null,
    },
    warnings: [{ kind: "role", likeness: "pairwise", cosine: 0.612 }],
    one_sided: null,
    inputs: countsByInput(rows),
    zero_length: [{ name: "blank", kind: "role" }],
    summary: sampleSummary(peakRows(rows), isSelf),
  };
}
