/**
 * A folder whose files stay what they were when they were first opened.
 *
 * @module
 */

import { ChangedFile } from "./changed_file.ts";
import type { Folder } from "./folder.ts";

/** The same folder; a file that is opened again and is another by then is refused, so that no run is of two states of it. */
export function steadyFolder(folder: Folder): Folder {
  const first = new Map<string, string>();
  return {
    label: folder.label,
    name: folder.name,
    pathOf: (path) => folder.pathOf(path),
    list: (path) => folder.list(path),
    async open(path) {
      const source = await folder.open(path);
      const known = first.get(path) ?? source.identity;
      first.set(path, known);
      if (source.identity === known) return source;
      source.close();
      throw new ChangedFile(folder.pathOf(path), `it changed (${known}; now ${source.identity})`);
    },
    close: () => folder.close(),
  };
}
