/** Where a health check connects to. */
export interface Target {
  readonly host: string;
  /** Undefined where the check leaves it to the program, or to a variable of the container. */
  readonly port: number | undefined;
  /** Of an HTTP request, without its query. */
  readonly path: string | undefined;
}

/** Every address that a health check names. */
export function targetsIn(test: readonly string[]): readonly Target[] {
  const text = test.slice(1).join(" ");
  return [...urls(text), ...devices(text), ...options(text)];
}

/** The container itself, as it calls itself. */
export function isOwnHost(host: string): boolean {
  return /^(?:127(?:\.\d+){3}|localhost|0\.0\.0\.0|\[?::1?\]?)$/iu.test(host);
}

function urls(text: string): readonly Target[] {
  const pattern =
    /\b(https?):\/\/(?:[^\s/@'"]*@)?(\[[^\]]+\]|[^\s/:'"?]+)(?::(\$\{[^}]*\}|[^\s/'"?]*))?(\/[^\s'"`?#|;)\\]*)?/gu;
  return [...text.matchAll(pattern)].map(([, scheme, host = "", port, path = "/"]) => ({
    host,
    port: port === undefined ? (scheme === "https" ? 443 : 80) : number(port),
    path,
  }));
}

/** Bash's own connections, and what is said over them. */
function devices(text: string): readonly Target[] {
  const path = /\b(?:GET|HEAD) (\/[^\s?]*)/u.exec(text)?.[1];
  return [...text.matchAll(/\/dev\/tcp\/([^/\s]+)\/(\d+)/gu)].map(([, host = "", port = ""]) => ({
    host,
    port: number(port),
    path,
  }));
}

/** `-h host -p port` of the clients of PostgreSQL and Redis. */
function options(text: string): readonly Target[] {
  if (!/\b(?:pg_isready|psql|redis-cli|valkey-cli)\b/u.test(text)) return [];
  const host = /\s(?:-h|--host)[ =]?([^\s'"]+)/u.exec(text)?.[1];
  const port = /\s(?:-p|--port)[ =]?(\d+)/u.exec(text)?.[1];
  if (host === undefined && port === undefined) return [];
  return [
    { host: host ?? "127.0.0.1", port: port === undefined ? undefined : number(port), path: undefined },
  ];
}

function number(text: string): number | undefined {
  return /^\d+$/u.test(text) ? Number(text) : undefined;
}
