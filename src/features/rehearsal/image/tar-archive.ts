import type { Header } from "tar-stream";

/** Something in a tar file, as far as an image needs it. Everything belongs to root; times are zero. */
export type TarEntry =
  | { readonly kind: "folder"; readonly path: string; readonly mode: number }
  | { readonly kind: "file"; readonly path: string; readonly mode: number; readonly content: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string };

/** A tar file: the same entries always give the same bytes. */
export async function tarArchive(entries: readonly TarEntry[]): Promise<Uint8Array> {
  // not every start has a rehearsal; of a CommonJS package that is bundled, only the default comes this way
  const { default: tar } = await import("tar-stream");
  const archive = tar.pack();
  for (const entry of entries) archive.entry(headerOf(entry), entry.kind === "file" ? entry.content : "");
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces);
}

function headerOf(entry: TarEntry) {
  const header = { ...common, name: entry.path };
  switch (entry.kind) {
    case "folder":
      return { ...header, type: "directory", mode: entry.mode } as const;
    case "file":
      return { ...header, type: "file", mode: entry.mode } as const;
    case "link":
      return { ...header, type: "symlink", mode: 0o777, linkname: entry.target } as const;
  }
}

const common: Partial<Header> = { uid: 0, gid: 0, uname: "root", gname: "root", mtime: new Date(0) };
