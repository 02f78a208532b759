import { existingContainers, wantedHashes } from "../../../core/plan/existing-containers.ts";
import { secretUsers } from "../../../core/plan/secret-users.ts";
import { readRotationJournal } from "../../../core/secrets/store/rotation-journal.ts";
import { isInEnvFile } from "../../../core/secrets/secret-spec.ts";
import type { RotationContext } from "./rotation-context.ts";

const hashLabel = "com.docker.compose.config-hash";

/**
 * Services that a rotation of these secrets would make anew, and that are not what the files say already. While a
 * rotation is under way they differ by what it has written, so then nothing can be told.
 */
export async function changedSinceStart(
  { world, prepared, project }: RotationContext,
  names: readonly string[],
): Promise<readonly string[]> {
  const { name, workingDirectory } = prepared.environment;
  const pending = await readRotationJournal(world, { environment: name, directory: workingDirectory });
  const visible = Object.entries(prepared.specs).flatMap(([secret, spec]) =>
    isInEnvFile(spec) && (names.length === 0 || names.includes(secret)) ? [secret] : [],
  );
  if (pending !== undefined || visible.length === 0) return [];
  const [existing, hashes] = await Promise.all([
    existingContainers(world, project.name),
    wantedHashes(world, project, world.terminal.interrupted),
  ]);
  if (existing.kind === "failed") return [];
  const users = new Set(visible.flatMap((secret) => secretUsers(world, prepared, secret)));
  return [...users].filter((service) => {
    const running = (existing.value.get(service) ?? []).filter(({ state }) => state === "running");
    const wanted = hashes.get(service);
    return wanted !== undefined && running.some(({ labels }) => labels[hashLabel] !== wanted);
  });
}
