const kept = new Set(
  (
    "PATH HOME USER LOGNAME SHELL PWD TMPDIR TERM COLORTERM NO_COLOR LANG " +
    "SSH_AUTH_SOCK SSL_CERT_FILE SSL_CERT_DIR HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY"
  ).split(" "),
);

const keptPrefixes = ["DOCKER_", "XDG_", "LC_", "BUILDX_", "BUILDKIT_"];

/**
 * What `docker compose` needs of the caller's environment and nothing else: any other variable would silently win
 * over the env file, and COMPOSE_* would choose other files, profiles and names.
 */
export function cleanEnvironment(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isKept(name)));
}

function isKept(name: string): boolean {
  return (
    kept.has(name) ||
    (kept.has(name.toUpperCase()) && name.toLowerCase().endsWith("_proxy")) ||
    keptPrefixes.some((prefix) => name.startsWith(prefix))
  );
}

/**
 * One of those that is a person's or a program's habit, not the way to Docker: where an env file sets it, the files
 * win, for the same project is to come of the same files, whoever starts it.
 */
export function isSurrounding(name: string): boolean {
  return isKept(name) && !waysToDocker.some((prefix) => name.startsWith(prefix));
}

const waysToDocker = ["PATH", "DOCKER_", "BUILDX_", "BUILDKIT_", "XDG_", "SSH_", "SSL_"];
