/** A model on a fake Hub, and how tests ask for it. */

import { parseHubId } from "../../../src/sources/hub/hub_id.ts";
import { openRepository } from "../../../src/sources/hub/hub_repository.ts";
import type { HubSettings } from "../../../src/sources/hub/hub_settings.ts";
import { sayWarnings } from "../../../src/sources/hub/hub_warnings.ts";
import {
  type FakeHub,
  type FakeHubOptions,
  type FakeRepository,
  startFakeHub,
} from "./fake_hub.ts";

export const PATIENCE = { tries: 3, pauseMs: 1, stallMs: 150 };
export const TOKEN = { value: "hf_secretsecretsecret", from: "HF_TOKEN" };

/** Bytes that are others where a range is shifted. */
export function shardOf(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) % 251);
}

/** `org/model` of these files. */
export function modelOf(files: Readonly<Record<string, Uint8Array>>): FakeRepository {
  const commit = "a".repeat(40);
  return { kind: "models", id: "org/model", commit, files: new Map(Object.entries(files)) };
}

/** A Hub at this address, and no cache of its own tools. */
export function settingsOf(
  endpoint: string,
  token: HubSettings["token"] = null,
): HubSettings {
  return { endpoint, token, tokenNote: null, offlineBy: null, cacheRoot: "/absent" };
}

/** Opens the model. */
export function openModel(
  endpoint: string,
  { token = null, say = () => {}, patience = PATIENCE }: {
    token?: HubSettings["token"];
    say?: (text: string) => void;
    patience?: typeof PATIENCE;
  } = {},
) {
  return openRepository(parseHubId("org/model", "models")!, {
    settings: settingsOf(endpoint, token),
    patience,
    onReply: sayWarnings(say),
  });
}

/** Bodies of tests with a Hub of the model to themselves. */
export function withModel(model: FakeRepository) {
  return (use: (hub: FakeHub) => Promise<void>, options: FakeHubOptions = {}) => async () => {
    await using hub = await startFakeHub([model], options);
    await use(hub);
  };
}
