import type { FailureReason, RefusedSubject } from "../proof/state.ts";

/** What the engine's, or Compose's, refusal to start a container is about. Its own words stay in the message. */
export function classifyRefusal(message: string): FailureReason {
  const said = message.trim();
  if (isAboutPort(said)) return { kind: "port-taken", port: refusedPort(said), message: said };
  for (const [subject, pattern] of subjects) {
    const found = pattern.exec(said);
    if (found !== null) return { kind: "refused", subject, name: found[1] ?? "", message: said };
  }
  if (
    /could not select device driver|nvidia-container-cli|unresolvable CDI devices|invalid runtime name/iu.test(
      said,
    )
  ) {
    return { kind: "gpu-refused", message: said };
  }
  if (isAboutCommand(said)) {
    return { kind: "command-not-found", message: said };
  }
  if (/No such image|manifest unknown|pull access denied/iu.test(said)) {
    return { kind: "image-missing", image: /image:? "?([^\s"]+)/iu.exec(said)?.[1] ?? "", message: said };
  }
  return { kind: "not-started", message: said };
}

/** A path of a mount or of the kernel can be missing too, which is no command. */
function isAboutCommand(message: string): boolean {
  return /executable file not found|exec format error|\bexec:? "?[^\s"]+"?: (?:stat \S+: )?no such file or directory/iu.test(
    message,
  );
}

/** An address can be in use too, which is no port: that of a container in a network. */
function isAboutPort(message: string): boolean {
  return (
    /port is already allocated|failed to bind host port|Bind for \S+:\d+/iu.test(message) ||
    (/address already in use/iu.test(message) && /\b(?:listen|bind)\b/iu.test(message))
  );
}

/** The first that fits; what the group catches is the subject's name. */
const subjects: readonly (readonly [RefusedSubject, RegExp])[] = [
  // Compose's words for an engine that broke off or is away: whatever else they name was only what it asked for
  ["connection", /error during connect|cannot connect to the docker daemon/iu],
  ["disk", /no space left on device|disk quota exceeded/iu],
  [
    "address",
    /address already in use|no configured subnet contains IP address (\S+)|user specified IP address/iu,
  ],
  ["runtime", /(?:unknown or )?invalid runtime name:? "?(?!nvidia\b)([\w.-]+)/iu],
  ["log-driver", /(?:no log driver named|looking up logging plugin) ['"]?([\w.:/-]+?)['"]?(?=[\s:]|$)/iu],
  [
    "device",
    /adding custom device "([^"]+)"|could not select device driver "(?!nvidia")([^"]+)"(?!.*\bgpu\b)/iu,
  ],
  ["container-name", /container name "\/?([^"]+)" is already in use/iu],
  ["subnet", /pool overlaps|non-overlapping IPv[46] address pool|fully subnetted/iu],
  // newer Compose makes it anew with the services that it is told of, and finds the others joined to it
  ["network-changed", /removing network: network (\S+) .*has active endpoints/iu],
  ["network", /network (\S+) (?:declared as external, but could not be found|not found)/iu],
  ["mount", /bind source path does not exist: (\S+)/iu],
];

/** `Bind for 127.0.0.1:5432 failed`, `listen tcp4 0.0.0.0:80: bind: …`. */
function refusedPort(message: string): number | undefined {
  const port = /(?:Bind for|listen (?:tcp|udp)[46]?|bind host port(?: for)?) \S*:(\d+)/iu.exec(message)?.[1];
  return port === undefined ? undefined : Number(port);
}
