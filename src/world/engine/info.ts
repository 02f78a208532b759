import * as z from "zod";
import { startDeadline } from "../processes/deadline.ts";
import { ok } from "./connection/engine-answer.ts";
import { ask } from "./connection/engine-client.ts";
import type { Connect, EngineConnection } from "./connection/engine-connection.ts";
import { keys, stringList } from "./schema.ts";
import type { EngineAnswer, EngineInfo } from "./engine.ts";

const schema = z.object({
  ID: z.string().optional(),
  ServerVersion: z.string(),
  NCPU: z.number(),
  MemTotal: z.number(),
  DockerRootDir: z.string(),
  Driver: z.string(),
  Runtimes: keys,
  Plugins: z.object({ Log: z.array(z.string()).nullish() }).nullish(),
  CDISpecDirs: stringList,
  OperatingSystem: z.string(),
  SecurityOptions: stringList,
  CgroupVersion: z.string().optional(),
});

export async function ping(connect: Connect, timeoutMs: number): Promise<EngineAnswer<EngineInfo>> {
  const deadline = startDeadline(timeoutMs, undefined);
  try {
    const connection = await connect(deadline);
    if (connection.kind === "failed") return connection;
    const info = await ask(connect, { method: "GET", path: "/info", timeoutMs }, schema);
    return info.kind === "failed" ? info : ok(describe(info.value, connection.value));
  } finally {
    deadline.end();
  }
}

function describe(info: z.infer<typeof schema>, { address, apiVersion }: EngineConnection): EngineInfo {
  return {
    id: info.ID ?? "",
    version: info.ServerVersion,
    apiVersion,
    address: address.url,
    local: isLocal(address.url),
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    dataRoot: info.DockerRootDir,
    storageDriver: info.Driver,
    runtimes: info.Runtimes,
    ...(info.Plugins?.Log ? { logDrivers: info.Plugins.Log } : {}),
    cdiDirectories: info.CDISpecDirs,
    operatingSystem: info.OperatingSystem,
    rootless: info.SecurityOptions.includes("name=rootless"),
    cgroupVersion: info.CgroupVersion ?? "1",
  };
}

function isLocal(url: string): boolean {
  return url.startsWith("unix://") || /^tcp:\/\/(localhost|127\.|\[::1\])/.test(url);
}
