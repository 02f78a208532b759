/** Why an image could not be had, read from the registry's or the engine's words. */
export interface PullFailure {
  readonly kind: "unauthorized" | "rate-limited" | "not-found" | "disk-full" | "unreachable" | "other";
  readonly message: string;
  /** Trying again later can help. */
  readonly retryable: boolean;
  readonly fix: string;
}

interface Rule {
  readonly kind: PullFailure["kind"];
  readonly pattern: RegExp;
  readonly retryable: boolean;
  readonly fix: (image: string) => string;
}

/** The first that fits; a rate limit also says "denied" and a full disk also says "failed to register layer". */
const rules: readonly Rule[] = [
  {
    kind: "rate-limited",
    pattern: /toomanyrequests|rate limit|429/iu,
    retryable: true,
    fix: (image) => `docker login ${registryOf(image)}`,
  },
  {
    kind: "disk-full",
    pattern: /no space left on device|disk quota exceeded/iu,
    retryable: false,
    fix: () => "stack clean",
  },
  {
    kind: "not-found",
    pattern:
      /manifest unknown|manifest for .* not found|no matching manifest|repository .* not found|name unknown|does not exist/iu,
    retryable: false,
    fix: (image) => `docker buildx imagetools inspect ${image}`,
  },
  {
    kind: "unauthorized",
    pattern: /unauthorized|authentication required|denied|no basic auth credentials|403|401/iu,
    retryable: false,
    fix: (image) => `docker login ${registryOf(image)}`,
  },
  {
    kind: "unreachable",
    pattern:
      /no such host|connection refused|i\/o timeout|network is unreachable|TLS handshake|connection reset|EOF|temporary failure|timeout|50[0234]/iu,
    retryable: true,
    fix: (image) => `docker pull ${image}`,
  },
];

export function classifyPullFailure(image: string, message: string): PullFailure {
  const rule = rules.find(({ pattern }) => pattern.test(message));
  return rule === undefined
    ? { kind: "other", message, retryable: true, fix: `docker pull ${image}` }
    : { kind: rule.kind, message, retryable: rule.retryable, fix: rule.fix(image) };
}

/** The registry's host as `docker login` takes it; nothing for Docker Hub. */
function registryOf(image: string): string {
  const first = image.split("/")[0] ?? "";
  return image.includes("/") && /[.:]|^localhost$/u.test(first) ? first : "";
}
