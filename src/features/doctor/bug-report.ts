import { rehearsalOf } from "../../core/environment/name-collisions.ts";
import { recordedRuns } from "../../core/journal/run-journal.ts";
import { settingsFindings } from "../plan/settings-findings.ts";
import { notAsked } from "../plan/ask-engine.ts";
import { planDocument } from "../plan/plan-document.ts";
import type { PlanDocument } from "../plan/plan-document.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { maskCredentials } from "../../core/report/text/mask-credentials.ts";
import { maskDocument } from "../../core/secrets/mask/mask-document.ts";
import type { ProcessResult } from "../../world/processes/processes.ts";
import type { World } from "../../world/world.ts";
import type { CommandContext } from "../../command/command.ts";
import type { GatheredFindings } from "./gather-findings.ts";
import { writeOutput } from "../../command/write-output.ts";

/** One file with what somebody else needs to understand a trouble; nothing secret in it. Its path, once written. */
export async function writeBugReport(
  context: CommandContext,
  { document, prepared, engine }: GatheredFindings,
): Promise<string | undefined> {
  const { world } = context;
  const at = world.clock.now().toISOString();
  const [versions, memory, lastRuns, plan] = await Promise.all([
    versionsOf(world),
    world.machine.memory(),
    lastRunsOf(world, prepared),
    planOf(world, prepared),
  ]);
  const { cpus, platform, architecture } = world.machine;
  const machine = { platform, architecture, cpus, ...memory };
  const report = { schema: 1, command: "doctor-report", at, versions, machine, engine, doctor: document };
  const masked = maskDocument({ ...report, plan, lastRuns }, context.redact);
  const text = JSON.stringify(maskCredentials(masked), undefined, 2);
  const file = `stack-report-${at.slice(0, 19).replaceAll(":", "-")}.json`;
  return writeOutput(context, file, `${withoutHome(text, world)}\n`, 0o600);
}

/** The account's name is nobody's business, and stands in every path. */
function withoutHome(text: string, { machine }: World): string {
  return machine.homeDirectory.length > 1 ? text.replaceAll(machine.homeDirectory, "~") : text;
}

async function versionsOf(world: World): Promise<Readonly<Record<string, string>>> {
  const { files, machine, terminal, processes, compose } = world;
  const [manifest, docker, plugin] = await Promise.all([
    files.read(files.resolve(files.packageDirectory, "package.json")),
    processes.run({
      command: "docker",
      args: ["--version"],
      timeoutMs: 4_000,
      signal: terminal.interrupted,
    }),
    compose.version(terminal.interrupted),
  ]);
  const stack = manifest.kind === "text" ? /"version"\s*:\s*"([^"]+)"/u.exec(manifest.text)?.[1] : undefined;
  return {
    stack: stack ?? "unknown",
    node: machine.nodeVersion,
    docker: firstLine(docker),
    compose: firstLine(plugin),
  };
}

function firstLine(result: ProcessResult): string {
  if (!("stdout" in result)) return result.kind;
  return (result.stdout.trim() || result.stderr.trim()).split("\n")[0] ?? "";
}

/** The last start of each kind, the real one's and the rehearsal's; the journal was redacted when it was written. */
async function lastRunsOf(world: World, prepared: Prepared | undefined): Promise<readonly unknown[]> {
  if (prepared === undefined) return [];
  const { stateDirectory, project } = prepared.environment;
  const names = [project.name, rehearsalOf(project.name)];
  const runs = await Promise.all(
    names.map(async (name) => ({
      project: name,
      run: (await recordedRuns(world, { stateDirectory, project: name })).at(-1),
    })),
  );
  return runs.filter(({ run }) => run !== undefined);
}

async function planOf(world: World, prepared: Prepared | undefined): Promise<PlanDocument | null> {
  if (prepared === undefined) return null;
  const { availableBytes } = await world.machine.memory();
  const plan = notAsked(prepared, "a report has the plan of the files alone");
  const findings = await settingsFindings(world, prepared);
  return planDocument(plan, { secrets: prepared.secrets, availableMemoryBytes: availableBytes, findings });
}
