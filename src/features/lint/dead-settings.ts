interface DeadSetting {
  /** By the image's path. */
  readonly image: RegExp;
  readonly variable?: RegExp;
  readonly flag?: string;
  readonly why: string;
  readonly instead: string;
}

/** What stands in many examples and no longer does what it says. */
export const deadSettings: readonly DeadSetting[] = [
  {
    image: /(?:^|\/)vllm-openai$/u,
    flag: "--disable-log-requests",
    why: "vLLM 0.12 removed it and ends at once; requests are not logged unless asked for",
    instead: "remove it",
  },
  {
    image: /(?:^|\/)vllm-openai$/u,
    flag: "--task",
    why: "vLLM removed it",
    instead: "use `--runner pooling` for embeddings, and nothing for chat",
  },
  {
    image: /(?:^|\/)vllm-openai$/u,
    variable: /^VLLM_(?:PORT|HOST_IP|HOST)$/u,
    why: "vLLM takes it for the addresses its own processes use among themselves",
    instead: "use `--port` and `--host`, and another name for your own variable",
  },
  {
    image: /(?:^|\/)n8n$/u,
    variable: /^N8N_BASIC_AUTH_/u,
    why: "n8n 1.0 removed it: it looks protected and is not",
    instead: "remove it; the first visitor sets up the owner's account",
  },
];
