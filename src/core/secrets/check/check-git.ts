import type { SecretProblem } from "./secret-problem.ts";
import { shellWord } from "../shell-word.ts";
import { secretPaths } from "../store/secret-place.ts";
import type { SecretPlace } from "../store/secret-place.ts";
import type { World } from "../../../world/world.ts";

interface SeenInGit {
  readonly envFile: string;
  /** Paths that are part of the repository, as git says them. */
  readonly tracked: readonly string[];
  /** Whether git would take the env file with the next `git add .`. */
  readonly envFileIsOpen: boolean;
}

/** Without git, or outside of a repository, nothing is committed. */
export async function observeGit(
  world: Pick<World, "files" | "processes">,
  place: SecretPlace,
  signal: AbortSignal,
): Promise<SeenInGit> {
  const envFile = secretPaths(world.files, place).envFile;
  const name = world.files.basename(envFile);
  const git = async (args: readonly string[]) => {
    const command = { command: "git", args: ["-C", place.directory, ...args], timeoutMs: 5_000, signal };
    const result = await world.processes.run(command);
    return result.kind === "exited" ? result : undefined;
  };
  const [listed, ignored, stat] = await Promise.all([
    git(["ls-files", "-z", "--", name, `secrets/${place.environment}`, ".stack"]),
    git(["check-ignore", "-q", "--", name]),
    world.files.stat(envFile),
  ]);
  return {
    envFile,
    tracked: listed?.exitCode === 0 ? listed.stdout.split("\0").filter((path) => path !== "") : [],
    // 0: ignored; 1: not ignored; 128: no repository
    envFileIsOpen: stat.kind === "file" && ignored?.exitCode === 1,
  };
}

export function judgeGit(seen: SeenInGit): readonly SecretProblem[] {
  const inGit = seen.tracked.map((path): SecretProblem => ({
    id: "secrets.in-git",
    name: "",
    detail: `${path} is committed to git: everyone with the repository has these secrets, and its history keeps them`,
    fix: `git rm --cached ${shellWord(path)}, commit, then rotate what is in it`,
    file: path,
    line: 0,
    blocking: false,
  }));
  if (!seen.envFileIsOpen || seen.tracked.some((path) => seen.envFile.endsWith(`/${path}`))) return inGit;
  const notIgnored: SecretProblem = {
    id: "secrets.not-ignored",
    name: "",
    detail: `${seen.envFile} is not in .gitignore: the next "git add ." would take the secrets along`,
    fix: "echo '.env.*' >> .gitignore",
    file: seen.envFile,
    line: 0,
    blocking: false,
  };
  return [...inGit, notIgnored];
}
