/**
 * Where the nodes of a pass lie on the device: several in one matrix, so that a weight meets few large matrices, and each matrix let
 * go after its last use.
 *
 * @module
 */

import type { DeviceMatrix, Engine } from "./engine.ts";
import type { PassNode } from "./pass_nodes.ts";

/** Matrices of fewer rows are copied together before a weight meets them: that costs less than a kernel of their own. */
const FEW_ROWS = 64;

/** A node and the row of a matrix at which it begins. */
interface Located {
  readonly node: PassNode;
  readonly first: number;
}

/** A matrix and what lies in it. */
export interface Operand {
  readonly matrix: DeviceMatrix;
  readonly at: readonly Located[];
}

/** Two nodes that an operation takes row by row, and the one that it makes. */
export interface Pairing {
  readonly made: PassNode;
  readonly a: PassNode;
  readonly b: PassNode;
}

/** Two matrices, and what is made where of their rows. */
export interface PairOperand {
  readonly a: DeviceMatrix;
  readonly b: DeviceMatrix;
  readonly at: readonly Located[];
}

/** A matrix on the device. */
interface Block {
  readonly matrix: DeviceMatrix;
  /** Uses to come of all its nodes, and one where it is read back. */
  nUses: number;
}

/** What {@link PassMatrices} is told of a pass. */
export interface PassUses {
  /** How many nodes are made of each. */
  readonly uses: ReadonlyMap<PassNode, number>;
  /** Nodes that are read back. */
  readonly wanted: ReadonlySet<PassNode>;
  /** The most rows of a matrix. */
  readonly maxRows: number;
}

/** Releases what it holds when it is disposed of, whatever happened before. */
export class PassMatrices implements Disposable {
  readonly #engine: Pick<Engine, "stack" | "download">;
  readonly #pass: PassUses;
  readonly #places = new Map<PassNode, Located & { readonly block: Block }>();
  readonly #held = new Set<DeviceMatrix>();
  readonly #readBack: Operand[] = [];

  constructor(engine: Pick<Engine, "stack" | "download">, pass: PassUses) {
    this.#engine = engine;
    this.#pass = pass;
  }

  has(node: PassNode): boolean {
    return this.#places.has(node);
  }

  /** Takes over a matrix in which nodes lie; it may have further rows. */
  put({ matrix, at }: Operand): void {
    this.#held.add(matrix);
    const { uses, wanted } = this.#pass;
    const block: Block = { matrix, nUses: 0 };
    for (const located of at) {
      this.#places.set(located.node, { ...located, block });
      block.nUses += uses.get(located.node) ?? 0;
    }
    const read = at.filter(({ node }) => wanted.has(node));
    if (read.length === at.length) {
      block.nUses++;
      this.#readBack.push({ matrix, at });
    } else {
      // Only what is read stays until the end.
      this.#readBack.push(...this.#copied(read.map(({ node }) => node)));
    }
    this.#letGo(block);
  }

  /** Counts one use of each node as done. */
  used(nodes: readonly PassNode[]): void {
    for (const node of nodes) {
      const { block } = this.#placeOf(node);
      block.nUses--;
      this.#letGo(block);
    }
  }

  /**
   * Nodes as few matrices: those that hold nothing else as they are, parts of others and small ones copied together. The caller
   * gives the matrices back to {@link release}.
   */
  gather(nodes: readonly PassNode[]): Operand[] {
    const large: Operand[] = [], few: PassNode[] = [], parts: PassNode[] = [];
    const blocks = this.#byBlock(nodes);
    for (const [{ matrix }, inBlock] of blocks) {
      if (countRows(inBlock) < matrix.nRows) parts.push(...inBlock);
      else if (matrix.nRows < FEW_ROWS && blocks.size > 1) few.push(...inBlock);
      else large.push({ matrix, at: inBlock.map((node) => this.#placeOf(node)) });
    }
    return [...large, ...this.#copied([...few, ...parts])];
  }

  /**
   * Pairs of nodes as matrices whose rows stand beside each other: as they are where two matrices have them at the same rows, else
   * copied. With `isExact` matrices that have further rows are copied too.
   */
  gatherPairs(pairs: readonly Pairing[], { isExact }: { isExact: boolean }): PairOperand[] {
    const beside: PairOperand[] = [], apart: Pairing[] = [];
    for (const ofA of Map.groupBy(pairs, ({ a }) => this.#placeOf(a).block).values()) {
      for (const inBoth of Map.groupBy(ofA, ({ b }) => this.#placeOf(b).block).values()) {
        const [first] = inBoth as [Pairing];
        const [a, b] = [this.#placeOf(first.a).block.matrix, this.#placeOf(first.b).block.matrix];
        const isBeside = inBoth.every((it) =>
          this.#placeOf(it.a).first === this.#placeOf(it.b).first
        );
        const nRows = countRows(inBoth.map(({ made }) => made));
        const hasMore = nRows < a.nRows || nRows < b.nRows;
        if (!isBeside || (isExact && hasMore)) apart.push(...inBoth);
        else {
          beside.push({
            a,
            b,
            at: inBoth.map((it) => ({ node: it.made, first: this.#placeOf(it.a).first })),
          });
        }
      }
    }
    const copiesOfA = this.#copied(apart.map(({ a }) => a));
    const copiesOfB = this.#copied(apart.map(({ b }) => b));
    const made = apart.map(({ made }) => made);
    return [
      ...beside,
      ...copiesOfA.map(({ matrix, at }, ix): PairOperand => ({
        a: matrix,
        b: (copiesOfB[ix] as Operand).matrix,
        at: at.map(({ first }) => ({ node: made.shift() as PassNode, first })),
      })),
    ];
  }

  /** Releases those of some matrices that were copied together for one operation. */
  release(matrices: readonly DeviceMatrix[]): void {
    const owned = new Set(this.#places.values().map(({ block }) => block.matrix));
    for (const matrix of matrices) {
      if (!owned.has(matrix) && this.#held.delete(matrix)) matrix.release();
    }
  }

  /** Everything wanted, f32 rows by node, in one wait. */
  async download(): Promise<Map<PassNode, Float32Array>> {
    const read = await this.#engine.download(this.#readBack.map(({ matrix }) => matrix));
    return new Map(this.#readBack.flatMap(({ matrix, at }, ix) =>
      at.map(({ node, first }) => {
        const [start, end] = [first, first + node.nRows].map((row) => row * matrix.nColumns);
        return [node, (read[ix] as Float32Array).subarray(start, end)] as const;
      })
    ));
  }

  [Symbol.dispose](): void {
    for (const matrix of this.#held) matrix.release();
    this.#held.clear();
  }

  /** Rows of nodes copied one after another into as few matrices as hold them. */
  #copied(nodes: readonly PassNode[]): Operand[] {
    return bins(nodes, this.#pass.maxRows).map((inBin) => {
      const parts = inBin.map((node) => {
        const { block: { matrix }, first } = this.#placeOf(node);
        return { matrix, first, nRows: node.nRows };
      });
      const matrix = this.#engine.stack(parts);
      this.#held.add(matrix);
      return { matrix, at: inOrder(inBin) };
    });
  }

  /** Nodes by the matrix that they lie in, each in the order of its rows. */
  #byBlock(nodes: readonly PassNode[]): Map<Block, PassNode[]> {
    const ordered = nodes.toSorted((a, b) => this.#placeOf(a).first - this.#placeOf(b).first);
    return Map.groupBy(ordered, (node) => this.#placeOf(node).block);
  }

  #placeOf(node: PassNode) {
    const place = this.#places.get(node);
    if (place === undefined) throw new Error(`Cannot use "${node.operation}" before it is made`);
    return place;
  }

  #letGo({ matrix, nUses }: Block): void {
    if (nUses === 0 && this.#held.delete(matrix)) matrix.release();
  }
}

/** Nodes one after another from row 0 on. */
export function inOrder(nodes: readonly PassNode[]): Located[] {
  let next = 0;
  return nodes.map((node) => {
    const first = next;
    next += node.nRows;
    return { node, first };
  });
}

/** Nodes in order, in bins of at most `maxRows` rows, of pairs both counted: they will be written out; one of more is a bin of its own. */
export function bins(nodes: readonly PassNode[], maxRows: number): PassNode[][] {
  const all: PassNode[][] = [];
  let free = 0;
  for (const node of nodes) {
    const nRows = node.isHalved ? 2 * node.nRows : node.nRows;
    if (nRows > free) {
      all.push([]);
      free = maxRows;
    }
    all.at(-1)?.push(node);
    free -= nRows;
  }
  return all;
}

function countRows(nodes: readonly PassNode[]): number {
  return nodes.reduce((sum, { nRows }) => sum + nRows, 0);
}
