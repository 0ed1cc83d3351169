/**
 * An architecture with what the flags of one `config.json` change in it.
 *
 * @module
 */

import type { Architecture, TensorRules } from "./architectures/architecture.ts";
import { type Config, flag } from "./config.ts";

/** @throws {Error} if a flag is neither true nor false. */
export function settled(architecture: Architecture, config: Config): Architecture {
  let { tensors } = architecture;
  for (const { flag: key, is, byDefault, then } of architecture.variants) {
    const value = config.values.has(key) ? flag(config, key) : byDefault;
    if (value === is) tensors = { ...tensors, ...then };
  }
  // Every flag is looked at, so that none of a wrong type is passed over.
  const flags = architecture.biasFlags.map((key) => flag(config, key));
  return { ...architecture, tensors: flags.includes(true) ? biased(tensors) : tensors };
}

function biased(tensors: TensorRules): TensorRules {
  const { gate, up, down } = tensors;
  return {
    ...tensors,
    gate: { ...gate, hasBias: true },
    up: { ...up, hasBias: true },
    down: { ...down, hasBias: true },
  };
}
