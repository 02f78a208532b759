import { baseFolder, toolFolder } from "../model/stand-in-layout.ts";
import { baseTools } from "../../../core/images/known-images.ts";
import type { World } from "../../../world/world.ts";
import { inScratchFolder } from "./build-from-host.ts";
import type { BuildProblem, Building } from "./build-from-host.ts";
import { allTools, bases, nativeTools, skeleton } from "./skeleton.ts";
import { tarArchive } from "./tar-archive.ts";

/**
 * From a small public image with Node in it, where this host's own files are no Linux ones. It has one shell for all:
 * a check that needs a shell passes here also where the real image has none.
 */
export async function buildFromBase(
  world: World,
  building: Building & { readonly base: string },
): Promise<BuildProblem | undefined> {
  const { base, images, program, signal } = building;
  const built = await inScratchFolder(world, async (folder) => {
    await world.files.writeAtomically(
      `${folder}/skeleton.tar`,
      await tarArchive(skeleton(program, new Map())),
      0o600,
    );
    await world.files.writeAtomically(`${folder}/Dockerfile`, dockerfile(base), 0o600);
    const tags = [images.withShell, images.withoutShell].flatMap((tag) => ["--tag", tag]);
    const args = ["build", "--quiet", ...tags, folder];
    return world.processes.run({ command: "docker", args, timeoutMs: 600_000, signal });
  });
  if (built?.kind === "exited" && built.exitCode === 0) return undefined;
  const said = built?.kind === "exited" ? built.stderr.trim().split("\n").at(-1) : built?.kind;
  const message = `the stand-in's image could not be built on ${base}: ${said ?? "no temporary folder (mktemp -d)"}`;
  return { message, fix: `docker pull ${base}` };
}

/** Programs that the base has take the place of the links to the stand-in's own. */
function dockerfile(base: string): string {
  return [
    `FROM ${base}`,
    "ADD skeleton.tar /",
    `RUN ${relink()}`,
    "WORKDIR /",
    'ENTRYPOINT ["/stand-in/serve"]',
    "CMD []",
    "",
  ].join("\n");
}

function relink(): string {
  const folders = [
    ...bases.map((base) => ({ folder: baseFolder(base), tools: baseTools(base) })),
    ...allTools.map((tool) => ({ folder: toolFolder(tool), tools: [tool] })),
  ];
  const links = folders.flatMap(({ folder, tools }) =>
    tools.filter((tool) => nativeTools.includes(tool) || tool === "node").map((tool) => `${folder}/${tool}`),
  );
  const one = 'found="$(which "${link##*/}")" && ln -sf "$found" "$link" || true';
  return `for link in /stand-in/node ${links.map((link) => `'${link}'`).join(" ")}; do ${one}; done`;
}
