/**
 * What wraps an engine passes most of its operations on.
 *
 * @module
 */

import type { Engine } from "./engine.ts";

/** What every engine can do; what it is, and how it begins and recovers, is for whoever wraps it to say. */
export type EngineOperations = Omit<
  Engine,
  "device" | "weights" | "readsPlainFiles" | "warmUp" | "recover"
>;

/** Operations that the engine of the moment does: it is asked for at every call, since another may have taken over. */
export function forwarded(engine: () => Engine): EngineOperations {
  return {
    upload: (...args) => engine().upload(...args),
    norm: (...args) => engine().norm(...args),
    addBias: (...args) => engine().addBias(...args),
    linear: (...args) => engine().linear(...args),
    combineRows: (...args) => engine().combineRows(...args),
    readColumns: (...args) => engine().readColumns(...args),
    gatedActivation: (...args) => engine().gatedActivation(...args),
    oppositeRows: (...args) => engine().oppositeRows(...args),
    stack: (...args) => engine().stack(...args),
    compareRows: (...args) => engine().compareRows(...args),
    maxRows: (...args) => engine().maxRows(...args),
    download: (...args) => engine().download(...args),
    dispose: () => engine().dispose(),
  };
}
