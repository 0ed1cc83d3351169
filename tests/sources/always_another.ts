import type { Folder } from "../../src/sources/folder/folder.ts";

/** The folder of a caller, each of whose files is another whenever it is opened; of the same size and bytes, so that nothing else tells. */
export function alwaysAnother(folder: Folder): Folder {
  const nOpened = new Map<string, number>();
  return {
    ...folder,
    async open(path) {
      const source = await folder.open(path);
      const n = (nOpened.get(path) ?? 0) + 1;
      nOpened.set(path, n);
      return {
        name: source.name,
        sizeBytes: source.sizeBytes,
        identity: `state ${n}`,
        read: (offsetBytes, into) => source.read(offsetBytes, into),
        close: () => source.close(),
      };
    },
  };
}
