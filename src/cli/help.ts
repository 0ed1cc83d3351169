/**
 * The text of `--help`.
 *
 * @module
 */

const HEAD =
  "deltascope: what did instruction tuning change in the MLPs of a language model, along its persona directions?";

const USAGES = `  deno task report                      a demonstration on a small synthetic pair
  deno task report --base SRC --instruct SRC --vectors SRC [options]
  deno task site --from results.json --out DIR
                                        render the site again, without weights or a GPU
  deno task site --from _site/data/results.json --single-file --out report.html
                                        the pages in one HTML file, which opens from disk and by mail
  deno task compare A/results.json B/results.json --out DIR
                                        two runs side by side
  deno task publish --to DIR [--from _site/data/results.json] [--base-path /repository/]
                                        prepare what GitHub Pages serves, and print the git lines to type
  deno task publish --to DIR --space ORG/NAME
                                        the same for a static Space of the Hugging Face Hub; nothing is uploaded
  deno task serve [--dir _site] [--port 8000]
                                        show a built site on localhost
  deno task vectors SRC [--kind role ...]
                                        what a folder or file of vectors holds and how report would read it; its options are
                                        --role-key, --trait-key, --difference, --vectors-are, --row-zero, --kind,
                                        --vector-layer, --cache-limit and --offline
  deno task verify _site/data/results.json [--base SRC --instruct SRC --vectors SRC]
                                        compute the decomposed layers again (or --layers 18,24, or --all) from the inputs as report
                                        had them, and compare every number; nothing is fetched or written, ids are those of what is
                                        cached. Its options are --hash and those of report that name or read inputs, and --device
  deno task cache [list]                what is kept of the Hub and of earlier runs, and how much of the disk it takes
  deno task cache fetch --base ID ...   fetch what report with the same options reads, for a run with --offline
  deno task cache clear [ID ...] [--records] [--all]
                                        remove what is kept of a repository (org/name, or org/name@commit), the records, or all`;

const OPTIONS =
  `A SRC is a folder, or an id on the Hugging Face Hub, org/name[@revision][:sub/folder]. A checkpoint holds config.json and model.safetensors, or model.safetensors.index.json and its shards;
--instruct may be a PEFT LoRA adapter of the base, adapter_config.json and adapter_model.safetensors: nothing need be merged first;
a vectors folder holds roles_240/ and traits_240/, or role_vectors/ and trait_vectors/, or vectors/ and axis.pt, or files
TRAIT_response_avg_diff.pt; or it is a .safetensors, .npz, .csv, .gguf or .pt file or a folder of such (.npy too), whose names say what
they are: role.NAME, trait.NAME, pc.1, default.
Relative paths are those of the folder in which the command is typed.

  --base-adapter SRC    an adapter that is added to --base on the base side, so that two adapters of one base are compared
  --base-name NAME, --instruct-name NAME
                        what titles call the two checkpoints   (the base name of the folder, or the id)
  --layers 15-24        layers to analyse: 15-24, 3,7,15-24 or all   (15-24, clipped to the model; all if that leaves none)
  --focus 18            layers to decompose          (18 if analysed, and the two peak layers)
  --pcs 3               principal components, each run with its negative
  --pca auto            auto, computed (from the role vectors) or the name of a PCA file of the folder
  --pca-layer N         layer at which components are computed
  --role-key pos_all    key of a role file
  --trait-key pos_neg_50
                        key of a trait file; of persona_vectors' files response_avg, prompt_avg or prompt_last (response_avg)
  --difference default  what is subtracted from raw means: default, a key of the default file, or none
  --vectors-are auto    raw (means, from which the default is subtracted) or difference (taken as stored); auto: as the layout has
                        roles and traits
  --row-zero auto       what row 0 of a vector is: block (the output of block 0) or embedding (row l + 1 is block l, as in hidden_states);
                        auto: as the layout has it, else block; one row more than the model's layers is refused until it is declared
  --kind auto           role or trait: what vectors are whose names and layout do not say it
  --vector-layer probed layer at which role and trait vectors are taken: the one looked at, or a number
  --outliers auto       dimensions that the trimmed variant leaves out: those that hold more than 1 % of the squared length of the
                        mean state and are above ten times its median, at most 16; or a number of the largest; 0 for none
  --pc-space components components, activation or readout: PCs as stored, times or over a PCA's standard deviations
  --pca-scale mean      mean or standard: scaling before a computed PCA
  --input-row same      same or before: the row of the default vector that is the operating point
  --random N            random directions of each baseline (32; 199 on a GPU); 0 runs none
  --resamples N         resamples of the roles for the bands of PC1 (20; 100 on a GPU); 0 for none
  --seed 42             seed of the random directions
  --sweep on|off        every role and trait as an input at every layer (on with a GPU)
  --input FILE[:NAME]   a vector that is run as an input of its own beside the components, with all evidence: a probe, a steering
                        vector, a row of a decoder (sae.safetensors:W_dec[7]); several are set apart by commas. The assistant axis
                        of the vectors comes by itself
  --controls FILE[:NAME] named directions that have nothing to do with the question (emotions, say) as one more baseline
  --activations FILE    real MLP inputs of one layer, [N, C], .npy or .safetensors: one more baseline there
  --activations-layer N the layer that they are of
  --weights bf16        bf16 rounds every weight to bfloat16, stored keeps F32 and F16
  --rounding none       notebook repeats the roundings of the reference notebook
  --device auto         auto: a hardware GPU, else cpu; gpu: any adapter; cpu: WebAssembly; reference: the plain loops that define
                        every operation, slow
  --threads N           threads of --device cpu (default: one for each processor); results do not depend on it
  --out _site           folder of the site: absent, empty, an earlier site, or nothing but CNAME, .nojekyll, .gitkeep and
                        README; files that are not ours stay, and two runs never write there at once
  --records DIR         folder in which the result of each layer is written down, and from which it is taken where another run of the
                        same command wrote it, on this machine or another (default: the user's cache folder)
  --part i/n            compute only this share of the layers, every n-th from the i-th on, write each down in --records and no site;
                        n machines take one share each, then the same command without --part writes the site (docs/clusters.md)
  --fresh               take no results that are written down: compute every layer and write it anew
  --hash                read files of weights whole whose SHA-256 the Hub's tools noted, and stop where one has another; the page of
                        methods says verified, in part or not
  --like-notebook       the reference analysis as it ran: layers 15-24, PC1, focus 18, keys pos_all, notebook rounding
  --like-published      the settings of the published figures: layers 17-27, 20 draws, keys pos_3 and pos_neg_50, vectors of layer 22, the sweep
  --cache-limit 100GB   most of the disk that what is kept of the Hub may take; what was used least goes first (no limit, but
                        5 GB of the disk stay free)
  --offline             leave the network alone: of ids on the Hub what is cached is read
  --plan                print what would be read and about how long it takes, and compute no layer
  --help, --version

Of the environment, HF_TOKEN, HF_ENDPOINT, HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE and the like are read as the Hub's own client reads
them, HTTPS_PROXY, NO_PROXY and DENO_CERT as Deno does. docs/running.md tells more.`;

/** A line with which the usage of a command begins; those after it that do not are of it too. */
const USAGE = /^ {2}deno task (\w+)/;

/** The help of a command, or with `report` or none of all: what concerns others is not in the way of who asks for one. */
export function helpOf(command: string): string {
  if (command === "report" || command === "--help") return [HEAD, USAGES, OPTIONS].join("\n\n");
  let of: string | undefined;
  const own = USAGES.split("\n").filter((line) => {
    of = USAGE.exec(line)?.[1] ?? of;
    return of === command;
  });
  return [
    HEAD,
    own.join("\n"),
    "deno task report --help has all commands and options, and what a SRC may be.",
  ]
    .join("\n\n");
}
