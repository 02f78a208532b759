/** One image of the archive: its tag, and the names of its layers' tar files, lowest first. */
export interface ArchivedImage {
  readonly tag: string;
  readonly layers: readonly string[];
}

export interface ArchiveMember {
  readonly name: string;
  readonly content: string;
}

/**
 * The small files of an archive in the form of `docker save`, which every engine and both image stores load;
 * `digests` are the SHA-256 sums of the layers.
 */
export function archiveMembers(
  images: readonly ArchivedImage[],
  digests: ReadonlyMap<string, string>,
  made: { readonly architecture: string; readonly at: Date },
): readonly ArchiveMember[] {
  const named = images.map((image, index) => ({ image, config: `config-${String(index)}.json` }));
  return [
    ...named.map(({ image, config }) => ({
      name: config,
      content: imageConfig(image, digests, made),
    })),
    {
      name: "manifest.json",
      content: JSON.stringify(
        named.map(({ image, config }) => ({ Config: config, RepoTags: [image.tag], Layers: image.layers })),
      ),
    },
  ];
}

function imageConfig(
  { layers }: ArchivedImage,
  digests: ReadonlyMap<string, string>,
  { architecture, at }: { readonly architecture: string; readonly at: Date },
): string {
  // By the hour: two runs that make it at once make the same, and neither leaves a nameless copy behind.
  const created = `${at.toISOString().slice(0, 13)}:00:00Z`;
  return JSON.stringify({
    created,
    architecture: architecture === "x64" ? "amd64" : architecture,
    os: "linux",
    config: { Entrypoint: ["/stand-in/serve"], WorkingDir: "/" },
    rootfs: { type: "layers", diff_ids: layers.map((layer) => `sha256:${digests.get(layer) ?? ""}`) },
    history: layers.map((layer) => ({ created, created_by: `stack: ${layer}` })),
  });
}
