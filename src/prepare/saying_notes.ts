/**
 * What files of vectors say that they are of, where it is not what they are taken for.
 *
 * @module
 */

import { ARCHITECTURES } from "../sources/checkpoint/architectures/index.ts";
import { quote, shownName } from "../text/quote.ts";
import { plural } from "../text/words.ts";
import type { FileSaying } from "../sources/vectors/vectors.ts";

/** Files named before the rest are counted. */
const N_NAMED = 5;
/** Characters of a file's own text in a sentence. */
const MAX_TEXT = 80;

/** In whole sentences; none where the files say nothing else. `architecture` is the model's, for instance `Gemma2ForCausalLM`. */
export function sayingNotes(
  sayings: readonly FileSaying[],
  { architecture }: { architecture: string },
): string[] {
  const names = sayings.filter((saying) => saying.of === "name").map(({ path, text }) =>
    `${shownName(path)} says that it is of ${shown(text)}: it is taken for what the file is called.`
  );
  const ofOthers = sayings.filter(({ of, text }) => of === "model" && isOther(text, architecture));
  const models = ofOthers.map(({ path, text }) =>
    `${shownName(path)} says that it is of a model ${shown(text)}, and the checkpoints are ${
      shownName(architecture)
    }: a direction of another model has no meaning in this one.`
  );
  return [...some(names), ...some(models)];
}

function some(notes: readonly string[]): string[] {
  const nMore = notes.length - N_NAMED;
  return nMore <= 0 ? [...notes] : [
    ...notes.slice(0, N_NAMED),
    `So ${nMore === 1 ? "says" : "say"} ${plural(nMore, "file", "files")} more of the vectors.`,
  ];
}

function shown(text: string): string {
  return quote(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text);
}

/**
 * Whether a model is known, and not that of an architecture that is. What is not known says nothing; other programs call many families
 * llama that have its MLP.
 */
function isOther(model: string, architecture: string): boolean {
  const own = ARCHITECTURES.find(({ names }) => names.includes(architecture));
  const others = ARCHITECTURES.filter(({ modelTypes }) => modelTypes.includes(model));
  return own !== undefined && others.length > 0 && !others.includes(own) &&
    !(model === "llama" && others.some(({ tensors }) => tensors === own.tensors));
}
