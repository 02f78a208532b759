/** Why a model could not be fetched, read from the last words of what fetches it. */
export interface FetchFailure {
  readonly kind: "refused" | "no-room" | "unreachable" | "not-found" | "other";
  /** Its own words. */
  readonly message: string;
  readonly fix: string;
}

interface Subject {
  readonly model: string;
  readonly endpoint: string;
}

interface Rule {
  readonly kind: FetchFailure["kind"];
  readonly pattern: RegExp;
  readonly fix: (subject: Subject) => string;
}

const again = "`stack first-run`, which carries on from what has come";

/** The first that fits. The hub answers 401 also for what does not exist, to whom it does not know. */
const rules: readonly Rule[] = [
  {
    kind: "no-room",
    pattern: /no space left on device|disk quota exceeded|ENOSPC/iu,
    fix: () => `make room (\`stack clean\` shows what can go); then ${again}`,
  },
  {
    kind: "refused",
    pattern: /gatedrepo|gated repo|\b40[13]\b|unauthorized|forbidden|access to model .* is restricted/iu,
    fix: ({ model, endpoint }) =>
      `see whether it exists and accept its terms at ${endpoint}/${model}, set HF_TOKEN=hf_… in the env file; then ${again}`,
  },
  {
    kind: "not-found",
    pattern: /\b404\b|repository not found|reponotfound/iu,
    fix: ({ model, endpoint }) =>
      `look for ${model} at ${endpoint}, and correct the model's name in the env file`,
  },
  {
    kind: "unreachable",
    pattern:
      /cannot be reached|name or service not known|name resolution|connection (?:refused|reset|aborted|error)|connection ended|timed out|timeout|unreachable|bad address|proxy|ssl|\b50[0-4]\b|\b429\b/iu,
    fix: ({ endpoint }) => `see whether this answers: \`curl -I ${endpoint}\`; then ${again}`,
  },
];

export function classifyFetchFailure(lines: readonly string[], subject: Subject): FetchFailure {
  const said = lines.filter((line) => line.trim() !== "");
  for (const { kind, pattern, fix } of rules) {
    const line = said.findLast((each) => pattern.test(each));
    if (line !== undefined) return { kind, message: line.trim(), fix: fix(subject) };
  }
  return { kind: "other", message: said.at(-1)?.trim() ?? "it said nothing", fix: again };
}
