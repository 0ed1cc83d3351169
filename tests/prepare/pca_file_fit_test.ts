import assert from "node:assert/strict";
import { pcaFileNotes } from "../../src/prepare/pca_file_fit.ts";

/** What is said of components `[P, 3]`. */
const notesOf = (components: readonly number[], pcs: number) =>
  pcaFileNotes(
    {
      ...{ fileName: "layer18.pt", layer: 18, isLayerTold: true },
      ...{ components: Float64Array.from(components), nComponents: components.length / 3 },
      ...{ varianceExplained: null, scalerClass: null, scalerScale: null },
      ...{ unreadKeys: [], fitted: null },
    },
    { pcaFileNames: ["layer18.pt"] },
    { pcaLayer: null, pcSpace: "components", pcs },
  );

Deno.test("pcaFileNotes() names the two components that are farthest from orthogonal, of those that are taken", () => {
  const components = [1, 0, 0, 0.05, 1, 0, -3, 4, 0];
  assert.deepEqual(notesOf(components, 3), [
    "PC2 and PC3 of the PCA file layer18.pt are not orthogonal, as principal components are: their cosine is 0.769.",
  ]);
  assert.deepEqual(notesOf(components, 2), []);
  assert.deepEqual(notesOf([1, 0, 0, 2, 0, 0], 3), [
    "PC1 and PC2 of the PCA file layer18.pt are not orthogonal, as principal components are: their cosine is 1.",
  ]);
});
