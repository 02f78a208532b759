import { archiveMembers } from "./image-archive.ts";
import type { ArchivedImage } from "./image-archive.ts";
import { nativeFiles } from "./native-files.ts";
import type { NativeFiles } from "./native-files.ts";
import { shellEntry, skeleton } from "./skeleton.ts";
import { tarArchive } from "./tar-archive.ts";
import type { ProcessResult } from "../../../world/processes/processes.ts";
import type { World } from "../../../world/world.ts";

const layers = { native: "native.tar", skeleton: "skeleton.tar", shell: "shell.tar" } as const;
const otherwise = "stack up <environment> --rehearse --rehearse-image node:24-alpine";

/** From this host's own Node, shell and everyday programs: nothing is downloaded, and no builder is needed. */
export async function buildFromHost(world: World, building: Building): Promise<BuildProblem | undefined> {
  const native = await nativeFiles(world, building.signal);
  if (native === undefined) {
    return { message: "this host does not tell which libraries its Node needs (ldd)", fix: otherwise };
  }
  const answer = await inScratchFolder(world, async (folder) => {
    const failure = await pack({ world, building, native, folder });
    return failure === undefined ? load(world, building, folder) : notMade(failure);
  });
  return answer === "loaded" ? undefined : (answer ?? notMade("no temporary folder (mktemp -d)"));
}

interface Packing {
  readonly world: World;
  readonly building: Building;
  readonly native: NativeFiles;
  readonly folder: string;
}

/** Writes image.tar; the words of the step that failed, if one did. */
async function pack(packing: Packing): Promise<string | undefined> {
  const { world, building, native } = packing;
  await write(packing, layers.skeleton, await tarArchive(skeleton(building.program, native.programs)));
  await write(packing, layers.shell, await tarArchive(shellEntry(native.programs)));
  const relative = native.files.map((path) => path.slice(1));
  const copied = await run(packing, "tar", "-chf", layers.native, "-C", "/", ...relative);
  const sums = await run(packing, "sha256sum", ...Object.values(layers));
  const images = imagesOf(building.images);
  const members = archiveMembers(images, digestsIn(sums), {
    architecture: world.machine.architecture,
    at: world.clock.now(),
  });
  for (const { name, content } of members) await write(packing, name, content);
  const names = members.map(({ name }) => name);
  const packed = await run(packing, "tar", "-cf", "image.tar", ...names, ...Object.values(layers));
  return [copied, sums, packed].map(whatFailed).find((said) => said !== undefined);
}

async function load(world: World, { signal }: Building, folder: string): Promise<"loaded" | BuildProblem> {
  const loaded = await world.engine.load(`${folder}/image.tar`, signal);
  if (loaded.kind === "ok") return "loaded";
  const message = `the engine did not take the stand-in's image: ${loaded.error.message}`;
  return { message, fix: "docker info" };
}

function imagesOf({ withShell, withoutShell }: Building["images"]): readonly ArchivedImage[] {
  return [
    { tag: withoutShell, layers: [layers.native, layers.skeleton] },
    { tag: withShell, layers: [layers.native, layers.skeleton, layers.shell] },
  ];
}

async function write({ world, folder }: Packing, name: string, content: string | Uint8Array): Promise<void> {
  await world.files.writeAtomically(`${folder}/${name}`, content, 0o600);
}

function run(
  { world, building, folder }: Packing,
  command: string,
  ...args: readonly string[]
): Promise<ProcessResult> {
  const { signal } = building;
  return world.processes.run({ command, args, directory: folder, timeoutMs: 120_000, signal });
}

function digestsIn(sums: ProcessResult): ReadonlyMap<string, string> {
  const lines = sums.kind === "exited" ? sums.stdout.trim().split("\n") : [];
  return new Map(
    lines.map((line) => {
      const [digest = "", name = ""] = line.split(/\s+\*?/u);
      return [name, digest];
    }),
  );
}

function whatFailed(result: ProcessResult): string | undefined {
  if (result.kind !== "exited") return result.kind;
  return result.exitCode === 0 ? undefined : result.stderr.trim();
}

function notMade(why: string): BuildProblem {
  return { message: `the stand-in's image could not be made: ${why}`, fix: otherwise };
}

export interface Building {
  readonly images: StandInImages;
  readonly program: string;
  readonly signal: AbortSignal;
}

/** What went wrong, and what to type. */
export interface BuildProblem {
  readonly message: string;
  readonly fix: string;
}

/** A new folder that only this user can enter, gone when the work is done; undefined when none can be made. */
export async function inScratchFolder<T>(
  world: World,
  work: (folder: string) => Promise<T>,
): Promise<T | undefined> {
  const made = await world.processes.run({ command: "mktemp", args: ["-d"], timeoutMs: 10_000 });
  if (made.kind !== "exited" || made.exitCode !== 0) return undefined;
  const folder = made.stdout.trim();
  try {
    return await work(folder);
  } finally {
    await world.processes.run({ command: "rm", args: ["-rf", folder], timeoutMs: 30_000 });
  }
}

/** The two images of a rehearsal. */
export interface StandInImages {
  readonly withShell: string;
  /** For images made from nothing: a check there cannot use a shell. */
  readonly withoutShell: string;
}
