import { composeLabels } from "../../../world/compose/labels.ts";
import type { EngineAnswer, Volume } from "../../../world/engine/engine.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { fail, pass, warn } from "../finding.ts";

export interface VolumeNeeds {
  readonly project: string;
  readonly volumes: readonly WantedVolume[];
}

export interface WantedVolume {
  readonly name: string;
  readonly external: boolean;
  readonly driver: string | undefined;
  readonly driverOptions: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Is each volume what the files say? Compose would remove one that is not, with its data, and make it anew. */
export function volumeCheck(needs: VolumeNeeds): Check {
  return check({
    name: "volume",
    observe: async (world) => world.engine.volumes(undefined),
    judge: (answer) => judgeVolumes(needs, answer),
  });
}

export function judgeVolumes(
  { volumes, project }: VolumeNeeds,
  answer: EngineAnswer<readonly Volume[]>,
): readonly Finding[] {
  if (answer.kind === "failed" || volumes.length === 0) return [];
  const findings = volumes.flatMap((wanted) => {
    const found = answer.value.find(({ name }) => name === wanted.name);
    return judgeVolume(wanted, found, project);
  });
  return findings.length > 0
    ? findings
    : [pass("volume.diverged", "the volumes are as the files say, or not made yet")];
}

function judgeVolume(wanted: WantedVolume, found: Volume | undefined, project: string): readonly Finding[] {
  if (wanted.external) return found === undefined ? [missing(wanted.name)] : [];
  if (found === undefined) return [];
  const owner = found.labels[composeLabels.project];
  if (owner !== undefined && owner !== project) return [foreign(wanted.name, owner)];
  const differences = differencesOf(wanted, found);
  return differences.length === 0 ? [] : [diverged(wanted.name, differences)];
}

function missing(name: string): Finding {
  return fail("volume.missing", {
    title: `the volume ${name} is external and does not exist`,
    fix: `docker volume create ${name}, if it is meant to be empty`,
    data: { volume: name },
  });
}

function foreign(name: string, owner: string): Finding {
  return warn("volume.foreign", {
    title: `the volume ${name} was made by the project ${owner}`,
    detail: "both would write to it",
    fix: "give it another name in the Compose file, or declare it external: true",
    data: { volume: name, owner },
  });
}

function diverged(name: string, differences: readonly string[]): Finding {
  return fail("volume.diverged", {
    title: `the volume ${name} is not what the files say now`,
    detail: `${differences.join("; ")}; Compose 2.40 and newer would remove it with its data and make it anew`,
    fix: "undo the change in the Compose file, or give the new volume another name and move the data",
    data: { volume: name, differences },
  });
}

function differencesOf(wanted: WantedVolume, found: Volume): readonly string[] {
  const driver = wanted.driver ?? "local";
  return [
    ...(driver === found.driver ? [] : [`driver ${found.driver}, now ${driver}`]),
    ...differentEntries("option", found.options, wanted.driverOptions),
    ...differentEntries("label", ownLabels(found.labels), wanted.labels),
  ];
}

/** Compose adds its own, which the files do not have. */
function ownLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => !name.startsWith("com.docker.compose.")),
  );
}

function differentEntries(
  what: string,
  found: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): readonly string[] {
  const names = [...new Set([...Object.keys(found), ...Object.keys(wanted)])];
  return names
    .filter((name) => found[name] !== wanted[name])
    .map((name) => `${what} ${name}: ${found[name] ?? "none"}, now ${wanted[name] ?? "none"}`);
}
