import type { World } from "../../../world/world.ts";
import { fail, pass, warn } from "../finding.ts";
import { bytes } from "../../../world/bytes.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";

/** A model that a service downloads when it starts for the first time. */
export interface WantedModel {
  readonly name: string;
  readonly service: string;
  readonly sizeBytes: number | undefined;
  /** Its owner lets only known people have it: a token is needed. */
  readonly gated: boolean;
  /** Whether the service is given one. */
  readonly hasToken: boolean;
  readonly tokenVariable: string;
  /** A folder of the host that holds the models; undefined for a volume. */
  readonly directory: string | undefined;
}

interface ModelObservation {
  readonly wanted: WantedModel;
  readonly directory: "there" | "absent" | "not-a-directory" | "none";
  readonly freeBytes: number | undefined;
}

/** Can the models be had, and kept? */
export function modelCheck(models: readonly WantedModel[]): Check {
  return check({
    name: "model",
    observe: async (world) => Promise.all(models.map(async (wanted) => observeModel(world, wanted))),
    judge: (seen) => seen.flatMap(judgeModel),
  });
}

async function observeModel({ files }: World, wanted: WantedModel): Promise<ModelObservation> {
  if (wanted.directory === undefined) return { wanted, directory: "none", freeBytes: undefined };
  const [stat, freeBytes] = await Promise.all([
    files.stat(wanted.directory),
    files.freeBytes(wanted.directory),
  ]);
  const directory =
    stat.kind === "directory" ? "there" : stat.kind === "absent" ? "absent" : "not-a-directory";
  return { wanted, directory, freeBytes };
}

function judgeModel(seen: ModelObservation): readonly Finding[] {
  const findings = [...judgeToken(seen.wanted), ...judgeDirectory(seen), ...judgeRoom(seen)];
  return findings.length > 0
    ? findings
    : [
        pass(
          "model.directory",
          `nothing here keeps ${seen.wanted.service} from its model ${seen.wanted.name}`,
        ),
      ];
}

function judgeToken({ name, service, gated, hasToken, tokenVariable }: WantedModel): readonly Finding[] {
  if (!gated || hasToken) return [];
  return [
    fail("model.token", {
      title: `${service} downloads ${name}, which needs an account at Hugging Face and a token`,
      detail: "without one the download answers 401, and the service restarts for ever",
      fix: `accept its terms at https://huggingface.co/${name}, set ${tokenVariable}=hf_… in the env file, and give it to ${service} in the Compose file (environment: ${tokenVariable}: \${${tokenVariable}})`,
      data: { model: name, variable: tokenVariable },
    }),
  ];
}

function judgeDirectory({ wanted, directory }: ModelObservation): readonly Finding[] {
  if (directory === "there" || directory === "none") return [];
  const path = wanted.directory ?? "";
  return [
    fail("model.directory", {
      title:
        directory === "absent" ? `the folder for models, ${path}, does not exist` : `${path} is no folder`,
      detail: `${wanted.service} keeps ${wanted.name} there`,
      fix: directory === "absent" ? `mkdir -p ${path}` : `mv ${path} ${path}.old && mkdir -p ${path}`,
      data: { path, model: wanted.name, absent: directory === "absent" },
    }),
  ];
}

function judgeRoom({ wanted, freeBytes }: ModelObservation): readonly Finding[] {
  const { sizeBytes, name, directory } = wanted;
  if (freeBytes === undefined || sizeBytes === undefined || freeBytes >= sizeBytes) return [];
  return [
    warn("model.disk", {
      title: `${bytes(freeBytes)} free at ${directory ?? ""}; ${name} takes ${bytes(sizeBytes)} if it is still to come`,
      fix: `free some, or name another folder for models`,
      data: { path: directory ?? null, freeBytes, sizeBytes, model: name },
    }),
  ];
}
