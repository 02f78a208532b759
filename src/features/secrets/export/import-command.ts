import type { Outcome } from "../../../core/events/outcome.ts";
import { importSecrets, previewImport } from "./export-secrets.ts";
import type { ImportAnswer, ImportRequest } from "./export-secrets.ts";
import { importedSentence, importPreview } from "../words.ts";
import type { CommandContext } from "../../../command/command.ts";
import { tellProblem } from "../../../command/tell-outcome.ts";
import { confirm } from "../../../command/consent.ts";
import { interruptedOutcome, usageOutcome } from "../../../command/usage-outcome.ts";
import { knownSecrets } from "../../../command/open-context.ts";
import { hold, openSecrets } from "../open-secrets.ts";
import { passphrase } from "./passphrase.ts";

/** Takes the values of an export over: shows which, asks, and keeps what they replace. */
export async function importAll(context: CommandContext): Promise<Outcome> {
  const { world, words } = context;
  const opened = await openSecrets(context);
  if (opened.kind === "failed") return usageOutcome(opened.error);
  const { place, prepared } = opened.value;
  const [, file] = words;
  if (file === undefined)
    return {
      kind: "usage",
      message: "import from which file?",
      fix: `stack secrets import ${place.environment} <file>`,
    };
  const content = await world.files.read(world.files.resolve(world.machine.workingDirectory, file));
  if (content.kind !== "text")
    return { kind: "usage", message: `${file} cannot be read`, fix: `ls -l ${file}` };
  const given = await passphrase(context, "once");
  if (given.kind === "interrupted") return interruptedOutcome(world);
  if (given.kind === "failed") return usageOutcome(given.error);
  const { specs } = prepared;
  const request = { ...place, specs, text: content.text, passphrase: given.value, replace: true };
  const preview = await previewImport(world, request);
  if (preview.kind !== "preview") return unopened(file, preview.kind);
  world.terminal.err(`${importPreview(preview).join("\n")}\n`);
  const names = [...preview.added, ...preview.replaced];
  if (names.length > 0 && !(await confirm(context, "Import them?")))
    return {
      kind: "usage",
      message: "nothing was imported",
      fix: `stack secrets import ${place.environment} ${file} --yes`,
    };
  const held = await hold(context, place, "import", async () => importSecrets(world, request));
  if (held.kind === "aborted") return interruptedOutcome(world);
  context.learnSecrets(await knownSecrets(context));
  return tellImport(context, request, held.value);
}

function unopened(file: string, kind: "wrong-passphrase" | "not-an-export"): Outcome {
  return kind === "wrong-passphrase"
    ? {
        kind: "usage",
        message: `${file}: the passphrase does not open it`,
        fix: "run it again with the right one",
      }
    : {
        kind: "usage",
        message: `${file} is no export of secrets`,
        fix: "make one with: stack secrets export dev",
      };
}

/** The JSON of `stack secrets import`. */
interface SecretsImportDocument {
  readonly schema: 1;
  readonly command: "secrets import";
  readonly environment: string;
  readonly ok: true;
  /** The environment that was exported. */
  readonly from: string;
  readonly names: readonly string[];
}

function tellImport(context: CommandContext, request: ImportRequest, answer: ImportAnswer): Outcome {
  const { world, flags } = context;
  const { environment } = request;
  switch (answer.kind) {
    case "imported": {
      const { names, from } = answer;
      const about = { schema: 1, command: "secrets import", ok: true } as const;
      const document: SecretsImportDocument = { ...about, environment, from, names };
      if (flags.json) world.terminal.outDocument(document, 2);
      else world.terminal.out(`${importedSentence(environment, names)}\n`);
      return { kind: "done" };
    }
    case "wrong-passphrase":
    case "not-an-export":
      return unopened("it", answer.kind);
    case "conflicts":
      return { kind: "usage", message: `${answer.names.join(", ")} differ here`, fix: "add --yes" };
    case "failed": {
      const [problem] = answer.error;
      tellProblem(context, { message: problem?.detail ?? "", fix: problem?.fix ?? "" });
      return { kind: "blocked", failed: answer.error.length };
    }
  }
}
