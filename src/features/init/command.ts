import type { CommandContext } from "../../command/command.ts";
import { confirm } from "../../command/consent.ts";
import type { Outcome } from "../../core/events/outcome.ts";
import { printDocument } from "../../core/report/show.ts";
import { span } from "../../core/report/text/span.ts";
import type { Line } from "../../core/report/text/span.ts";
import { proposeManifest } from "./propose-manifest.ts";
import type { ProposedManifest } from "./propose-manifest.ts";

/** The JSON of `stack init`. */
interface InitDocument extends Omit<ProposedManifest, "text"> {
  readonly schema: 1;
  readonly command: "init";
  readonly file: string;
  /** What stands in it, or would. */
  readonly manifest: string;
  readonly written: boolean;
  /** The Compose project that a start would make. */
  readonly project: string;
}

/** Writes the smallest manifest for a folder's own Compose project; changes and starts nothing else. */
export async function init(context: CommandContext): Promise<Outcome> {
  const { world, words } = context;
  const folder = world.files.resolve(world.machine.workingDirectory, words[0] ?? ".");
  const file = world.files.resolve(folder, "stack.yaml");
  if ((await world.files.stat(file)).kind !== "absent") {
    return { kind: "usage", message: `${file} is there already, and stays as it is`, fix: "stack lint" };
  }
  const proposed = await proposeManifest(world, folder);
  if (proposed === undefined) {
    return {
      kind: "usage",
      message: `there is no Compose file in ${folder}, such as compose.yaml`,
      fix: "stack init <folder>",
    };
  }
  return write(context, file, proposed);
}

async function write(context: CommandContext, file: string, proposed: ProposedManifest): Promise<Outcome> {
  const { world, flags } = context;
  if (!flags.json) world.terminal.err(`${file} would say:\n\n${indented(proposed.text)}\n`);
  if (!(await confirm(context, "Write it?"))) {
    if (flags.json) tell(context, documentOf(file, proposed, false));
    return { kind: "usage", message: "nothing was written: it was not confirmed", fix: "stack init --yes" };
  }
  const answer = await world.files.writeAtomically(file, proposed.text, 0o644);
  if (answer.kind === "failed") {
    return {
      kind: "usage",
      message: `${file} cannot be written: ${answer.error.reason}`,
      fix: `ls -ld ${file}`,
    };
  }
  tell(context, documentOf(file, proposed, true));
  return { kind: "done" };
}

function documentOf(file: string, { text, ...proposed }: ProposedManifest, written: boolean): InitDocument {
  const project = `${proposed.name}-${proposed.environment}`;
  return { schema: 1, command: "init", file, ...proposed, manifest: text, written, project };
}

function tell({ world, flags }: CommandContext, document: InitDocument): void {
  printDocument(document, { world, json: flags.json, noColor: !flags.color }, () => writtenText(document));
}

/** Containers that Compose by hand has started are of another project, and so is their data: nobody is to miss it later. */
function writtenText({ file, environment, project, name }: InitDocument): readonly Line[] {
  return [
    [span(`wrote ${file}`)],
    [
      span(
        `${environment} is the Compose project ${project}: with volumes of its own, beside those of ${name}`,
      ),
    ],
    [span(`next: stack plan ${environment}, stack lint`)],
  ];
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gmu, "    ");
}
