/**
 * Which family of architectures a `config.json` names, and why a model of it would not be read.
 *
 * @module
 */

import type { Architecture } from "./architectures/architecture.ts";
import { EXPERT_KEYS, refusedByName, WITH_EXPERTS } from "./architectures/refused.ts";
import { type Config, found, isSet, refusal } from "./config.ts";
import { quote } from "../../text/quote.ts";

/** Saved for another task than to write, or without its head, an architecture is the same up to there. */
const OTHER_HEADS =
  /(ForSequenceClassification|ForTokenClassification|ForQuestionAnswering|Model)$/;

/** Trainers that share the parameters out save the class under another name, which transformers takes off again. */
const WRAPPED = /^FSDP(?=[A-Z])/;

/**
 * The family of a config, by the name of the architecture or, within a larger model, by the type of its text model; `config` is that of
 * the text model, or the whole one.
 *
 * @throws {Error} with the reason, if it is none that is supported.
 */
export function namedArchitecture(
  { whole, config }: { whole: Config; config: Config },
  architectures: readonly Architecture[],
): { name: string; architecture: Architecture } {
  const modelType = config.values.get("model_type");
  const ofType = architectures.find(({ modelTypes }) =>
    typeof modelType === "string" && modelTypes.includes(modelType)
  );
  // Converters and trainers leave the name out, and then transformers goes by the type.
  const name = nameIn(whole) ?? (isListed(whole) ? null : ofType?.names[0] ?? null);
  if (name === null) {
    const finding = found(whole, "architectures");
    throw refusal(
      whole,
      `expected "architectures" to be a list that names one, found ${finding}; write in it what config.json of the model it was made from has`,
    );
  }
  const inner = config === whole ? null : nameIn(config);
  const refused = refusedByName(name) ?? refusedByName(inner ?? "") ??
    (hasExperts(config) ? WITH_EXPERTS : null);
  if (refused !== null) {
    throw refusal(
      whole,
      `architecture ${quote(name)} ${refused.reason}; needed would be ${refused.needed}`,
    );
  }
  const architecture = config === whole
    ? architectureNamed(name, architectures)
    : typeof modelType === "string"
    ? ofType
    : architectures.find(({ names }) => names.includes(inner ?? name));
  if (architecture !== undefined) {
    if (ofType !== undefined && !isSameMlp(config, ofType, architecture)) {
      throw refusal(
        whole,
        `"architectures" names ${quote(name)} and model_type is ${
          found(whole, "model_type")
        }, whose MLPs are not the same; correct the one that is not what the weights were made for`,
      );
    }
    expectNoExperts(config, { name, family: architecture });
    return { name, architecture };
  }
  // Classes of one's own, and wrappers of trainers, leave the type as it was.
  const byType = ofType === undefined || config !== whole
    ? ""
    : `; by model_type it is of ${
      ofType.names[0]
    }: if its MLP is the same, write that in "architectures"`;
  const what = config === whole
    ? `architecture ${quote(name)}`
    : `architecture ${quote(name)} with the text model ${quote(String(modelType ?? inner))}`;
  throw refusal(
    whole,
    `${what} is not supported${byType}; docs/models.md lists those that are, alone ` +
      "or as the text model of a larger one, and what it takes to add one",
  );
}

/** The family of an architecture by its name, with whatever head; undefined of a larger model, whose text model has one. */
export function architectureNamed(
  name: string,
  architectures: readonly Architecture[],
): Architecture | undefined {
  return architectures.find(({ names }) => names.includes(name)) ??
    architectures.find(({ names }) => names.includes(name.replace(OTHER_HEADS, "ForCausalLM")));
}

/** @throws {Error} unless a family that may have experts says that it has none. */
function expectNoExperts(
  config: Config,
  { name, family: { expertsKey } }: { name: string; family: Architecture },
): void {
  if (expertsKey === null || config.values.get(expertsKey) === 0n) return;
  throw refusal(
    config,
    `architecture ${quote(name)} ${WITH_EXPERTS.reason} unless ${expertsKey} is 0, found ${
      found(config, expertsKey)
    }; needed would be ${WITH_EXPERTS.needed}`,
  );
}

/** Whether a file is read alike as one of either family: sizes that it lacks, and an epsilon that it has, tell them not apart. */
function isSameMlp(config: Config, a: Architecture, b: Architecture): boolean {
  const [first, second] = [a, b].map((family) => {
    const { names: _, modelTypes: __, sizeDefaults: ___, ...mlp } = family;
    const hasEps = mlp.epsKey !== null && config.values.has(mlp.epsKey);
    return JSON.stringify(hasEps ? { ...mlp, epsDefault: null } : mlp);
  });
  return first === second;
}

/** Whether "architectures" is there and says anything. */
function isListed(config: Config): boolean {
  const list = config.values.get("architectures") ?? [];
  return !Array.isArray(list) || list.length > 0;
}

function nameIn(config: Config): string | null {
  const list = config.values.get("architectures");
  const name = Array.isArray(list) ? list[0] : undefined;
  return typeof name === "string" ? name.replace(WRAPPED, "") : null;
}

function hasExperts(config: Config): boolean {
  const counts = EXPERT_KEYS.map((key) => config.values.get(key));
  return counts.some((count) => typeof count === "bigint" && count > 1n) ||
    isSet(config, "enable_moe_block");
}
