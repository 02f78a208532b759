import type { Rule } from "../rule.ts";

export const unusedLayer: Rule = {
  id: "layer.unused",
  meaning: "a Compose file beside the layers, or a GPU layer, that no environment lays",
  fix: "lay it in an environment, or remove it",
  reads: "files",
  about: "manifest",
  check: ({ strangers, manifest, manifestSource }) => {
    const files = strangers.map((file) => ({
      file,
      line: 1,
      service: null,
      message: "no environment lays this file, and nothing extends it",
      fix: `add it to the layers of an environment in ${manifestSource.file}, or remove it`,
    }));
    const takesGpu = Object.values(manifest.environments).some(({ gpu }) => gpu !== "none");
    if (takesGpu || Object.keys(manifest.gpu.layers).length === 0) return files;
    const gpu = {
      file: manifestSource.file,
      line: manifestSource.lineOf(["gpu", "layers"]) ?? null,
      service: null,
      message: "there are GPU layers, and no environment takes one: `gpu:` is none everywhere",
      fix: "set `gpu: required` or `gpu: optional` in an environment, or remove them",
    };
    return [...files, gpu];
  },
};
