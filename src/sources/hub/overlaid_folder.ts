/**
 * A snapshot of the Hub's own tools that may be partial, and the repository for the rest of it.
 *
 * @module
 */

import { fileNameOf, type Folder } from "../folder/folder.ts";
import { shownName } from "../../text/quote.ts";
import type { HubRepository } from "./hub_repository.ts";

/** The files of `near`, and of `far` what it lacks or has in another size; the listing is that of `far`, which is whole. */
export function overlaid(
  near: Folder,
  { far, repository, say }: { far: Folder; repository: HubRepository; say: (text: string) => void },
): Folder {
  const { id: { folder }, files } = repository;
  /** By folder: a list looks at each of hundreds of files, and each of them is opened several times. */
  const listings = new Map<string, ReturnType<Folder["list"]>>();
  const listOnce = (inner: string) => {
    const listing = listings.get(inner) ?? near.list(inner);
    listings.set(inner, listing);
    return listing;
  };
  return {
    ...far,
    async open(path) {
      const inner = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
      const listing = await listOnce(inner);
      if (!listing.files.includes(fileNameOf(path))) return await far.open(path);
      const source = await near.open(path);
      const listed = files.get(folder === "" ? path : `${folder}/${path}`)?.sizeBytes ?? null;
      if (listed === null || listed === source.sizeBytes) return source;
      source.close();
      say(
        `${
          shownName(near.pathOf(path))
        }: it has ${source.sizeBytes} bytes in the cache of the Hub's tools and ${listed} on the Hub; it is fetched instead`,
      );
      return await far.open(path);
    },
    close() {
      near.close();
      far.close();
    },
  };
}
