/**
 * Architectures that no vector can be sent through as this measures it, each with the reason and what would be needed.
 *
 * @module
 */

/** Families that are refused for one reason; a name is what stands before `ForCausalLM` and the like. */
export interface Refused {
  readonly families: readonly string[];
  /** As it reads after "architecture X": what it has or is. */
  readonly reason: string;
  /** What would be needed, or what to give instead. */
  readonly needed: string;
}

const EXPERTS = "has a mixture of experts, so that y depends on which of them a router chooses";

/** By reason. Source: the decoder layers of transformers 5.18. */
export const REFUSED: readonly Refused[] = [
  {
    families: words(
      `Mixtral Qwen2Moe Qwen3Moe Qwen3Next Qwen3_5Moe Qwen3VLMoe Olmoe FlexOlmo Phimoe Glm4Moe Glm4MoeLite GlmMoeDsa
      Glm4vMoe DeepseekV2 DeepseekV3 DeepseekV32 KimiK25 KimiLinear GptOss Llama4 Mistral4 MiniMax MiniMaxM2 MiniMaxM3 GraniteMoe
      GraniteMoeShared Ernie4_5_Moe HunYuanMoEV1 HYV3 Dots1 ExaoneMoe Cohere2Moe Lfm2Moe Jamba JetMoe Dbrx Afmoe SolarOpen
      MiMoV2Flash Mellum Laguna LongcatFlash Inkling Zaya`,
    ),
    reason: EXPERTS,
    needed: "a comparison with the choice held fixed, which is not built; give a dense model",
  },
  {
    families: words("DeepseekV4 Glm5Next HYV4 Qwen4Exp"),
    reason:
      "mixes several copies of the residual stream (hyper-connections), so that no vector of the hidden size enters the MLP",
    needed: "vectors of the mixed streams; give a model with one stream",
  },
  {
    families: words("Gemma3n"),
    reason:
      "keeps the largest gate values of some layers only, and its MLP reads one of four streams",
    needed: "vectors of that stream; give a Gemma 3 model",
  },
  {
    families: words(
      `Phi Nemotron NemotronH Arcee Apertus Starcoder2 Falcon RWForCausalLM NanoChat Jais2 GPT2 GPT2LMHead GPTNeoX GPTJ
      OPT Bloom Mpt MPT Persimmon GPTBigCode CodeGen`,
    ),
    reason: "has an MLP without a gate: down(act(up n))",
    needed: "arithmetic that is not built; give a gated model",
  },
  {
    families: words("BitNet"),
    reason: "has a norm between the gated values and down, and packed weights",
    needed: "arithmetic that is not built; give another model",
  },
  {
    families: words("Zamba Zamba2"),
    reason: "shares one MLP among layers and adapts it to each",
    needed: "the adapted weights of each layer; give another model",
  },
  {
    families: words("Mamba Mamba2 FalconMamba Rwkv xLSTM"),
    reason: "has no MLP",
    needed: "one; give a transformer",
  },
];

/** Keys of `config.json` that count experts, whatever the architecture is called. */
export const EXPERT_KEYS: readonly string[] = [
  "num_experts",
  "num_local_experts",
  "n_routed_experts",
  "moe_num_experts",
];

/** The same reason for an architecture that is in no list. */
export const WITH_EXPERTS: Refused = REFUSED[0]!;

/** Why an architecture is refused by its name; null where nothing is known of it. */
export function refusedByName(name: string): Refused | null {
  const family = name.replace(/(For[A-Z]\w+|LMHeadModel|Model)$/, "");
  return REFUSED.find(({ families }) => families.includes(family) || families.includes(name)) ??
    null;
}

function words(text: string): string[] {
  return text.split(/\s+/);
}
