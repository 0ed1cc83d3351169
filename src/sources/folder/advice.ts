/**
 * What to do with what is not read as it is, in the same words wherever it is found; each follows the finding in a message.
 *
 * @module
 */

/** What weights and a config that do not fit are. */
export const ONE_MODEL_ADVICE =
  "weights and config.json are likely not of one model, fetch both from one place";
/** Where weights come from that have other names than those of transformers. */
export const TRANSFORMERS_ADVICE = "give the checkpoint of transformers, with config.json";

/** How an adapter is given. */
export const ADAPTER_ADVICE =
  "give it with --instruct, or with --base-adapter, and the model that it was trained on with --base";
/** What an adapter belongs to that does not fit the base. */
export const BASE_ADVICE = "give the model that it was trained on";
/** How weights that hold an adapter beside them, or one that is not computed, become a checkpoint. */
export const MERGE_ADVICE =
  "merge it into its base (merge_and_unload of peft, then save_pretrained) and give the folder of the result";

/** How quantised weights are got around. */
export const QUANTISED_ADVICE = "give the checkpoint in BF16, F16 or F32 that it was made from";
/** How weights that each process of a training has a part of become whole. */
export const GATHER_ADVICE =
  "gather them (zero_to_fp32.py of DeepSpeed, accelerate merge-weights, or what the trainer has for it) and save them again with " +
  "save_pretrained";
/** What a tensor of another shape than its own tells of how it was saved. */
export const UNGATHERED_ADVICE =
  `each process likely had a part of the weights when they were saved (ZeRO-3, FSDP): ${GATHER_ADVICE}`;
/** How a checkpoint of NeMo becomes one of transformers. */
export const EXPORT_ADVICE =
  "export it to the form of Hugging Face first (export_ckpt of NeMo) and give that folder";
/** Where weights in GGUF come from. */
export const GGUF_ADVICE = "give the safetensors checkpoint that it was converted from";
/** How weights become safetensors. */
export const SAVE_ADVICE = "save it with save_pretrained of transformers first";

/** How files of torch.save that are called otherwise are read. */
export const RENAME_ADVICE =
  "rename what torch.save wrote of vectors to .pt; save any other with torch.save as a .pt file";
/** How a dict of vectors by name, called so in Python, is saved from numpy. */
export function dictAdvice(vectors = "vectors"): string {
  return `numpy.savez("roles.npz", **${variable(vectors, "vectors")})`;
}
/** The same of an array `[N, L, C]` or `[N, C]` and N names. */
export function stackAdvice(
  { array = "X", names = "labels", isLayersFirst = false } = {},
): string {
  const X = variable(array, "X");
  return `numpy.savez("roles.npz", **dict(zip(${variable(names, "labels")}, ${
    isLayersFirst ? `numpy.swapaxes(${X}, 0, 1)` : X
  })))`;
}
/** How the means of vectors are saved of which each is stored several times, `KEYS[name]` of a dict. */
export const MEANS_ADVICE =
  'numpy.savez("roles.npz", **{name: sum(vectors[k] for k in KEYS[name]) / len(KEYS[name]) for name in NAMES})';
/** How vectors come into a form that is read. */
export const VECTORS_ADVICE =
  `save a dict of arrays [L, C] by name with ${dictAdvice()}, or of tensors with torch.save(vectors, "roles.pt")`;

/** A name as it stands in a line of Python; another where it cannot. */
function variable(name: string, other: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : other;
}
