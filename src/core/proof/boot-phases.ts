/** A model server's log tells how far it is; the words are vLLM's own, in the order it says them. */
const phases: readonly { readonly pattern: RegExp; readonly name: string }[] = [
  { pattern: /Downloading|Fetching \d+ files|hf_transfer/u, name: "downloading the model" },
  { pattern: /Starting to load model|Loading safetensors checkpoint shards/u, name: "loading weights" },
  { pattern: /Dynamo bytecode transform|torch\.compile/u, name: "compiling" },
  { pattern: /GPU KV cache size|Available KV cache memory/u, name: "reserving the KV cache" },
  { pattern: /Capturing CUDA graphs/iu, name: "capturing CUDA graphs" },
  { pattern: /init engine .* took|warm(?:ing)?[ -]?up/iu, name: "warming up" },
  { pattern: /Starting vLLM .*server/u, name: "opening its port" },
];

/** The phase a log line announces, with its own percentage where it has one; undefined when it announces none. */
export function phaseOf(line: string): string | undefined {
  const phase = phases.findLast(({ pattern }) => pattern.test(line));
  if (phase === undefined) return undefined;
  const percentage = /(\d{1,3})\s?%/u.exec(line)?.[1];
  return percentage === undefined ? phase.name : `${phase.name}, ${percentage} %`;
}
