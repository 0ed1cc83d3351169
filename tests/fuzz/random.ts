/** Numbers that a seed alone decides, so that a failure can be made again. */
export interface Random {
  /** A whole number from 0 to `n - 1`. */
  below(n: number): number;
  /** True once in `n`. */
  oneIn(n: number): boolean;
  /** One of the items, of which there is at least one. */
  pick<T>(items: readonly T[]): T;
}

/** The generator of one trial: what is drawn in it depends on these three alone (FNV-1a to a state of mulberry32). */
export function randomOf(format: string, seed: number, iteration: number): Random {
  let state = 0x811c9dc5;
  for (const unit of `${format} ${seed} ${iteration}`) {
    state = Math.imul(state ^ unit.charCodeAt(0), 0x01000193);
  }
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return {
    below,
    oneIn: (n) => below(n) === 0,
    pick: (items) => items[below(items.length)]!,
  };
}
