import type { World } from "../../../world/world.ts";
import { nativeTools } from "./skeleton.ts";

/** This host's programs for the image, and everything they load. */
export interface NativeFiles {
  /** Where each program really is. */
  readonly programs: ReadonlyMap<string, string>;
  /** All files to copy, programs included. */
  readonly files: readonly string[];
}

const folders = ["/usr/bin", "/bin", "/usr/local/bin"];
/** Loaded at run time by libc before 2.34, so that `ldd` does not name them. */
const nameServices = ["libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2"];

/** Undefined when this host's tools do not tell (`ldd`, `readlink`): then an image has to be named. */
export async function nativeFiles(world: World, signal: AbortSignal): Promise<NativeFiles | undefined> {
  const found = await Promise.all(
    nativeTools.map(async (tool) => ({ tool, path: await locate(world, tool) })),
  );
  const paths = new Map(
    found.flatMap(({ tool, path }) => (path === undefined ? [] : [[tool, path] as const])),
  );
  paths.set("node", world.machine.nodePath);
  const real = await lines(world, ["readlink", "-f", ...paths.values()], signal);
  if (real?.length !== paths.size) return undefined;
  const programs = new Map([...paths.keys()].map((tool, index) => [tool, real[index] ?? ""]));
  const libraries = await librariesOf(world, [...new Set(real)], signal);
  if (libraries.length === 0) return undefined;
  return { programs, files: [...new Set([...real, ...libraries])].sort() };
}

async function locate(world: World, tool: string): Promise<string | undefined> {
  for (const folder of folders) {
    const path = `${folder}/${tool}`;
    if ((await world.files.stat(path)).kind === "file") return path;
  }
  return undefined;
}

/** The loader's own list of where libraries are goes along: they may be in places it would not search. */
async function librariesOf(
  world: World,
  programs: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const said = await world.processes.run({ command: "ldd", args: programs, timeoutMs: 20_000, signal });
  if (said.kind !== "exited") return [];
  const named = [...said.stdout.matchAll(/(?:=>\s*|^\s+)(\/\S+)\s+\(0x/gmu)].map(([, path = ""]) =>
    world.files.resolve(path),
  );
  const libc = named.find((path) => path.endsWith("/libc.so.6"));
  const beside = libc === undefined ? [] : nameServices.map((name) => `${world.files.dirname(libc)}/${name}`);
  const extra = await Promise.all(
    [...beside, "/etc/ld.so.cache"].map(async (path) =>
      (await world.files.stat(path)).kind === "file" ? [path] : [],
    ),
  );
  return [...new Set(named), ...extra.flat()];
}

async function lines(
  world: World,
  [command = "", ...args]: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const said = await world.processes.run({ command, args, timeoutMs: 20_000, signal });
  return said.kind === "exited" && said.exitCode === 0 ? said.stdout.trim().split("\n") : undefined;
}
