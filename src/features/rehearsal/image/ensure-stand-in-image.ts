import type { Result } from "../../../world/result.ts";
import type { StandInImages } from "./build-from-host.ts";
import { buildFromBase } from "./build-from-base.ts";
import { buildFromHost } from "./build-from-host.ts";
import { skeleton } from "./skeleton.ts";
import { standInRepository } from "./stand-in-repository.ts";
import { standInLayout } from "../model/stand-in-layout.ts";
import type { World } from "../../../world/world.ts";

type StandInImageAnswer = Result<
  { readonly images: StandInImages; readonly made: boolean },
  { readonly message: string; readonly fix: string }
>;

interface StandInImageRequest {
  /** A public image with Node to build on, instead of this host's own files. */
  readonly base: string | undefined;
  readonly signal: AbortSignal;
}

const defaultBase = "node:24-alpine";

/** Makes sure the engine has the stand-in's images; made anew when Node or the program changed, else taken as they are. */
export async function ensureStandInImage(
  world: World,
  { base, signal }: StandInImageRequest,
): Promise<StandInImageAnswer> {
  const file = world.files.resolve(world.files.packageDirectory, "dist", "stand-in.cjs");
  const program = await world.files.read(file);
  if (program.kind !== "text") return failed(`the stand-in's program is not there: ${file}`, "npm run build");
  const wanted = base ?? (world.machine.platform === "linux" ? undefined : defaultBase);
  const tag = await contentTag(world, program.text, wanted);
  const images = {
    withShell: `${standInRepository}:${tag}`,
    withoutShell: `${standInRepository}:${tag}-no-shell`,
  };
  if (await hasBoth(world, images)) return { kind: "ok", value: { images, made: false } };
  const building = { images, program: program.text, signal };
  const problem =
    wanted === undefined
      ? await buildFromHost(world, building)
      : await buildFromBase(world, { ...building, base: wanted });
  if (problem !== undefined) return failed(problem.message, problem.fix);
  await removeOldImages(world, { repository: standInRepository, keep: Object.values(images), signal });
  return { kind: "ok", value: { images, made: true } };
}

async function hasBoth(world: World, images: StandInImages): Promise<boolean> {
  const answers = await Promise.all(
    [images.withShell, images.withoutShell].map((image) => world.engine.image(image)),
  );
  return answers.every(({ kind }) => kind === "ok");
}

/** Of everything the image is made from; Node by its size and age, since reading it takes as long as building. */
async function contentTag(world: World, program: string, base: string | undefined): Promise<string> {
  const { nodePath, nodeVersion, architecture } = world.machine;
  const node = await world.files.stat(nodePath);
  const age = node.kind === "file" ? [node.sizeBytes, node.modifiedAt.getTime()] : [];
  const made = skeleton(program, new Map());
  return fingerprint(
    JSON.stringify([standInLayout, nodePath, nodeVersion, architecture, age, base ?? "", made]),
  );
}

/** FNV-1a, 53 bits of it in two halves: no secret and no adversary, only "is it the same". */
function fingerprint(text: string): string {
  const half = (start: number): string => {
    let hash = start;
    for (let at = 0; at < text.length; at += 1)
      hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619) >>> 0;
    return hash.toString(16).padStart(8, "0");
  };
  return half(2_166_136_261) + half(3_735_928_559);
}

function failed(message: string, fix: string): StandInImageAnswer {
  return { kind: "failed", error: { message, fix } };
}

interface Cleaning {
  readonly repository: string;
  readonly keep: readonly string[];
  readonly signal: AbortSignal;
}

/** Another version of this program may have made one a moment ago, and not yet started what uses it. */
const keptForMs = 2 * 3_600_000;

/** Images of other versions. One that is still used is refused by the engine, and goes another time. */
async function removeOldImages(world: World, { repository, keep, signal }: Cleaning): Promise<void> {
  const run = { command: "docker", timeoutMs: 30_000, signal };
  const format = "{{.CreatedAt}}|{{.Repository}}:{{.Tag}}";
  const listed = await world.processes.run({ ...run, args: ["image", "ls", "--format", format, repository] });
  const lines = listed.kind === "exited" ? listed.stdout.split("\n") : [];
  const before = world.clock.now().getTime() - keptForMs;
  const old = lines.flatMap((line) => {
    const [created = "", image = ""] = line.split("|");
    // "2026-11-21 11:40:00 +0000 UTC": the zone's name after its offset is no date's.
    const madeAt = Date.parse(created.replace(/ [A-Z]+$/u, ""));
    return image !== "" && madeAt < before && !keep.includes(image) ? [image] : [];
  });
  if (old.length > 0) await world.processes.run({ ...run, args: ["image", "rm", ...old] });
}
