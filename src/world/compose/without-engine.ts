/**
 * An environment in which the docker CLI looks for no other engine than this machine's: for what needs none, where the
 * one that is meant has no address.
 */
export function withoutEngine(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(environment).filter(([name]) => !leadsToEngine.has(name));
  return { ...Object.fromEntries(kept), DOCKER_CONTEXT: "default" };
}

const leadsToEngine = new Set(
  "DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_CERT_PATH".split(" "),
);

/** The CLI's own complaint, before any plugin was asked: of a context that is not there, of an address it cannot read. */
export function lacksAddress(stderr: string): boolean {
  return /^Failed to initialize:|unable to (?:resolve docker endpoint|parse docker host)|context not found/mu.test(
    stderr,
  );
}
