import type { Finding } from "../../src/results.ts";

/** What a finding is about, with its layer where a page of that layer tells it: `stages-18`. */
export function topicOf({ topic, layer }: Pick<Finding, "topic" | "layer">): string {
  return layer === null ? topic : `${topic}-${layer}`;
}
