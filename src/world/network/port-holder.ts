import type { PortHolder } from "./network.ts";
import { readFile, readdir, readlink } from "node:fs/promises";
import { parseSocketTable } from "./socket-table.ts";

/** Linux only: elsewhere there is no such table, and the answer is empty. */
export async function portHolders(port: number, protocol: "tcp" | "udp"): Promise<readonly PortHolder[]> {
  const tables = await Promise.all(
    [`/proc/net/${protocol}`, `/proc/net/${protocol}6`].map(async (path) =>
      readFile(path, "utf8").catch(() => ""),
    ),
  );
  const sockets = tables.flatMap(parseSocketTable).filter((socket) => socket.port === port);
  const owners =
    sockets.length === 0 ? new Map<string, number>() : await findOwners(new Set(sockets.map(inodeLink)));
  return Promise.all(
    sockets.map(async (socket) => ({
      address: socket.address,
      userId: socket.userId,
      process: await describe(owners.get(inodeLink(socket))),
    })),
  );
}

function inodeLink({ inode }: { readonly inode: string }): string {
  return `socket:[${inode}]`;
}

/** The process of each socket. What others own cannot be seen without being root; processes may end meanwhile. */
async function findOwners(links: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const owners = new Map<string, number>();
  const processes = (await namesIn("/proc")).filter((name) => /^\d+$/.test(name));
  for (const id of processes) {
    for (const link of await linksIn(`/proc/${id}/fd`)) {
      if (links.has(link) && !owners.has(link)) owners.set(link, Number(id));
    }
    if (owners.size === links.size) break;
  }
  return owners;
}

async function linksIn(folder: string): Promise<readonly string[]> {
  const names = await namesIn(folder);
  return Promise.all(names.map(async (name) => readlink(`${folder}/${name}`).catch(() => "")));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function describe(id: number | undefined): Promise<PortHolder["process"]> {
  if (id === undefined) return undefined;
  const [command, groups] = await Promise.all(
    ["comm", "cgroup"].map(async (name) => readFile(`/proc/${id}/${name}`, "utf8").catch(() => "")),
  );
  const containerId = containerOf(groups ?? "");
  return { id, command: (command ?? "").trim(), ...(containerId === undefined ? {} : { containerId }) };
}

/**
 * `0::/system.slice/docker-<id>.scope`, `0::/docker/<id>`, `4:memory:/docker/<id>`: whoever names them, by its id. The
 * innermost, where this machine is itself a container.
 */
export function containerOf(controlGroups: string): string | undefined {
  return controlGroups.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/gu)?.at(-1);
}
