import type { Container } from "../../world/engine/container.ts";
import type { StoredImage } from "../../world/engine/engine.ts";
import { readImageReference } from "../../world/engine/image-reference.ts";
import type { ResourceRecord } from "../../core/ownership/resource-record.ts";

export interface ImagesSeen {
  /** What starts from here have used. */
  readonly recorded: ResourceRecord["images"];
  readonly stored: readonly StoredImage[];
  /** Containers that stay. */
  readonly containers: readonly Container[];
  /** References that some environment's model names now. */
  readonly wanted: ReadonlySet<string>;
}

export interface OldImage {
  readonly id: string;
  /** What is taken away: its names, or the id where it has none. */
  readonly references: readonly string[];
  readonly sizeBytes: number;
}

/**
 * Images that a start from here pulled or built, and that no model names and no container uses any more. Under names
 * that others gave them they stay.
 */
export function planImages({ recorded, stored, containers, wanted }: ImagesSeen): readonly OldImage[] {
  const used = new Set(containers.map(({ imageId }) => imageId));
  const named = new Set([...wanted].map((reference) => readImageReference(reference).name));
  return stored.flatMap(({ id, references, sizeBytes, sharedBytes }) => {
    const own = recorded.filter((each) => each.made && each.id === id);
    const names = own.map(({ reference }) => readImageReference(reference).name);
    // a pinned one has no other name than its digest, in whatever spelling
    const known = [...references, ...names.filter((name) => name.includes("@"))];
    if (names.length === 0 || used.has(id) || known.some((name) => named.has(name))) return [];
    if (!references.every((name) => names.includes(name) || isDigestOf(name, names))) return [];
    const tags = references.filter((name) => !name.includes("@"));
    const ownBytes = Math.max(0, sizeBytes - sharedBytes);
    return [{ id, references: tags.length > 0 ? tags : [id], sizeBytes: ownBytes }];
  });
}

/** What is pulled by its name gets its digest's name too. */
function isDigestOf(name: string, names: readonly string[]): boolean {
  const [repository, digest] = name.split("@");
  return digest !== undefined && names.some((each) => each.replace(/:[^/]*$/u, "") === repository);
}
