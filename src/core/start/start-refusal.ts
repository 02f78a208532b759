import type { FailureReason } from "../proof/state.ts";

/** What the engine's refusal to start a container means. Its own words stay in the message. */
export function classifyRefusal(message: string): FailureReason {
  const said = message.trim();
  if (/port is already allocated|address already in use|failed to bind host port/iu.test(said)) {
    return { kind: "port-taken", port: refusedPort(said), message: said };
  }
  if (
    /could not select device driver|nvidia-container-cli|unresolvable CDI devices|unknown or invalid runtime name/iu.test(
      said,
    )
  ) {
    return { kind: "gpu-refused", message: said };
  }
  if (/executable file not found|no such file or directory: unknown|exec format error/iu.test(said)) {
    return { kind: "command-not-found", message: said };
  }
  if (/No such image|manifest unknown|pull access denied/iu.test(said)) {
    return { kind: "image-missing", image: /image:? "?([^\s"]+)/iu.exec(said)?.[1] ?? "", message: said };
  }
  return { kind: "not-started", message: said };
}

/** `Bind for 127.0.0.1:5432 failed`, `listen tcp4 0.0.0.0:80: bind: …`. */
function refusedPort(message: string): number | undefined {
  const port = /(?:Bind for|listen tcp[46]?|bind host port(?: for)?) \S*:(\d+)/iu.exec(message)?.[1];
  return port === undefined ? undefined : Number(port);
}
