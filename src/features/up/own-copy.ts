import type { Result } from "../../world/result.ts";
import { findManifest } from "../../core/environment/find-manifest.ts";
import { ok, problems } from "../../core/environment/problem.ts";
import type { Problem, Read } from "../../core/environment/problem.ts";
import type { Tell } from "../../core/events/event.ts";
import { prepare } from "../../core/plan/prepare.ts";
import type { PrepareRequest, Prepared } from "../../core/plan/prepare.ts";
import type { World } from "../../world/world.ts";

/** What is started stands in the user's own folder: the shipped files are copied there first, and said so. */
export async function ownCopy(
  world: World,
  prepared: Prepared,
  request: PrepareRequest,
  tell: Tell,
): Promise<Read<Prepared>> {
  const { environment } = prepared;
  if (!environment.shipped) return ok(prepared);
  const folder = world.machine.workingDirectory;
  // one start of this command, of what the tests are to test, may have copied it already
  const before = await findManifest(world, folder);
  if (before.kind === "ok" && !before.value.shipped) return again(world, request, before);
  const copied = await copyShipped(world, environment.workingDirectory);
  if (copied.kind === "failed") return problems(copied.error);
  tell({
    type: "notice",
    text: `copied the shipped stack to ${environment.workingDirectory}: stack.yaml, compose/ and configs/ are yours to edit`,
  });
  return again(world, request, await findManifest(world, folder));
}

async function again(
  world: World,
  request: PrepareRequest,
  manifest: PrepareRequest["manifest"],
): Promise<Read<Prepared>> {
  return prepare(world, { ...request, manifest }, world.terminal.interrupted);
}

const shippedParts: readonly string[] = ["compose", "configs"];

type CopyAnswer = Result<number, Problem>;

/**
 * Copies the manifest that the package ships, with its layers and configuration, into the user's folder. Containers
 * mount these files: an installed package, or npx's cache, can vanish or change under them.
 */
async function copyShipped(world: World, to: string): Promise<CopyAnswer> {
  const from = world.files.packageDirectory;
  const inTheWay = await firstExisting(world, to, shippedParts);
  if (inTheWay !== undefined) {
    return problem(
      `${to} has a ${inTheWay}/ already, and no stack.yaml`,
      "start in an empty folder: mkdir my-stack && cd my-stack",
    );
  }
  const parts = [...shippedParts, "stack.schema.json", "layer.schema.json"];
  const files = (await Promise.all(parts.map((part) => filesBelow(world, from, part)))).flat();
  for (const file of files) {
    const failed = await copyFile(world, world.files.resolve(from, file), world.files.resolve(to, file));
    if (failed !== undefined) return problem(failed, "df -h .");
  }
  // the manifest comes last: with it the copy counts as whole
  const failed = await copyFile(
    world,
    world.files.resolve(from, "stack.yaml"),
    world.files.resolve(to, "stack.yaml"),
  );
  return failed === undefined ? { kind: "ok", value: files.length + 1 } : problem(failed, "df -h .");
}

async function firstExisting(
  world: World,
  folder: string,
  names: readonly string[],
): Promise<string | undefined> {
  const stats = await Promise.all(names.map((name) => world.files.stat(world.files.resolve(folder, name))));
  return names.find((_, index) => stats[index]?.kind !== "absent");
}

async function filesBelow(world: World, root: string, path: string): Promise<readonly string[]> {
  const stat = await world.files.stat(world.files.resolve(root, path));
  if (stat.kind !== "directory") return [path];
  const names = await world.files.list(world.files.resolve(root, path));
  return (await Promise.all(names.map((name) => filesBelow(world, root, `${path}/${name}`)))).flat();
}

/** What went wrong, or undefined. A script stays executable. */
async function copyFile(world: World, from: string, to: string): Promise<string | undefined> {
  const [content, stat] = await Promise.all([world.files.read(from), world.files.stat(from)]);
  if (content.kind !== "text") return `${from} cannot be read`;
  const mode = "mode" in stat ? ((stat.mode & 0o111) === 0 ? 0o644 : 0o755) : 0o644;
  await world.files.makeDirectory(world.files.dirname(to), 0o755);
  const answer = await world.files.writeAtomically(to, content.text, mode);
  return answer.kind === "ok" ? undefined : `${to} cannot be written: ${answer.error.reason}`;
}

function problem(message: string, fix: string): CopyAnswer {
  return { kind: "failed", error: { message, fix } };
}
