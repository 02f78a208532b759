import * as z from "zod";
import { parseJson } from "../../../world/parse-json.ts";
import { dockerWords } from "../../backup/stores/store-work.ts";
import type { StoreWork } from "../../backup/stores/store-work.ts";

const entries = z.array(z.string());

/** What a container's program is given, its image's own included: passwords among it, so it is never shown or kept. */
export async function containerEnvironment(
  { world, engine, signal }: StoreWork,
  containerId: string,
): Promise<Readonly<Record<string, string>>> {
  const args = [...dockerWords(engine), "inspect", "--format", "{{json .Config.Env}}", containerId];
  const result = await world.processes.run({ command: "docker", args, timeoutMs: 30_000, signal });
  const found = result.kind === "exited" && result.exitCode === 0 ? parseJson(result.stdout) : [];
  return Object.fromEntries(
    (entries.safeParse(found).data ?? []).map((entry): [string, string] => {
      const equals = entry.indexOf("=");
      return [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}
