import { join } from "node:path";
import type { CallerEnvironment } from "../../caller-environment.ts";
import { readStat } from "../../files/read-file.ts";

export const systemHost = "unix:///var/run/docker.sock";

/** The system's socket or, where there is none, that of an engine which runs for this user alone. */
export async function findDefaultHost(caller: CallerEnvironment, ofSystem = systemHost): Promise<string> {
  const candidates = [ofSystem, ...userHosts(caller)];
  for (const host of candidates) {
    if ((await readStat(host.slice("unix://".length))).kind === "other") return host;
  }
  return ofSystem;
}

function userHosts({ environment, homeDirectory }: CallerEnvironment): readonly string[] {
  const runtime = environment["XDG_RUNTIME_DIR"];
  const directories = [...(runtime === undefined ? [] : [runtime]), join(homeDirectory, ".docker", "run")];
  return directories.map((directory) => `unix://${join(directory, "docker.sock")}`);
}
