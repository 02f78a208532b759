import { engineScriptPath, runEngineScript, printEngineScript } from "./engine-script.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import type { Finding } from "../../core/preflight/check.ts";
import { toolChecks } from "../../core/preflight/checks.ts";
import { engineObserver } from "../../core/preflight/engine/observe-engine.ts";
import { preflight } from "../../core/preflight/preflight.ts";
import { firstRunTexts } from "./words.ts";
import type { CommandContext } from "../../command/command.ts";
import { withoutConsent } from "../../command/consent.ts";
import { againInGroup } from "./again-in-group.ts";
import { tellLine, tellCommand } from "./tell-step.ts";

/** A Docker Engine with Compose: what is missing is shown as commands and installed after asking. Undefined: it answers. */
export async function engineStep(context: CommandContext): Promise<Outcome | undefined> {
  const { world } = context;
  tellCommand(context, "stack doctor");
  const failed = await lackingTools(context);
  if (failed.length === 0) return undefined;
  for (const { title } of failed) tellLine(context, `  ${title}`);
  const again = isOnlyPermission(failed) ? await againInGroup(context, failed) : undefined;
  if (again !== undefined) return again;
  const script = await printEngineScript(world);
  if (script.kind === "failed") return blocked(failed, script.error);
  tellCommand(context, `node ${engineScriptPath(world)} --let-in`);
  for (const command of script.value) tellLine(context, `    ${command}`);
  const refused = await withoutConsent(context, {
    question: firstRunTexts.engineQuestion,
    word: undefined,
    command: "stack first-run",
    isShown: true,
  });
  if (refused !== undefined) return refused;
  const problem = await runEngineScript(world, (line) => tellLine(context, `  ${line}`));
  if (problem !== undefined) return blocked(failed, problem);
  const still = await lackingTools(context);
  if (still.length === 0) return undefined;
  const after = isOnlyPermission(still) ? await againInGroup(context, still) : undefined;
  return after ?? blocked(still, "");
}

async function lackingTools(context: CommandContext): Promise<readonly Finding[]> {
  const { world } = context;
  const { findings } = await preflight(world, toolChecks(engineObserver()), world.terminal.interrupted);
  for (const { status, title } of findings) if (status === "pass") tellLine(context, `  ${title}`);
  return findings.filter(({ status }) => status === "fail");
}

function isOnlyPermission(failed: readonly Finding[]): boolean {
  return failed.every(({ id }) => id === "engine.permission");
}

function blocked(failed: readonly Finding[], reason: string): Outcome {
  const [first] = failed;
  const message = [firstRunTexts.engineMissing, reason].filter((text) => text !== "").join(":\n");
  return { kind: "engine-unreachable", message, fix: first?.fix ?? "stack doctor" };
}
