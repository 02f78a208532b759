import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { complaintOf } from "./command-line.ts";
import { mentionedIn, pages, read, typedIn } from "./pages.ts";

/** Commands as one types them: without comments, with examples in place of what stands for a word. */
function commandsIn(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => line.replace(/^\$ /u, "").replace(/ +# .*$/u, ""))
    .flatMap((line) => line.split(/ && |; /u))
    .flatMap((line) => /^(?:npx )?(?:@multimodal-stack\/)?stack (.+)$/u.exec(line)?.[1] ?? [])
    .map((words) =>
      words
        .replaceAll(/ ?[[][^\]]*\]/gu, "")
        .replaceAll("…", "")
        .trim(),
    );
}

const manifest = z
  .object({ environments: z.record(z.string(), z.object({ aliases: z.array(z.string()) })) })
  .parse(parse(read("stack.yaml")));
const environments = new Set(
  Object.entries(manifest.environments).flatMap(([name, { aliases }]) => [name, ...aliases]),
);
const withEnvironment =
  /^(?:up|plan|doctor|down|reset|backup|restore|status|logs|timeline|lint|compose) ([a-z]\S*)/u;

async function misunderstood(commands: readonly string[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const command of new Set(commands)) {
    const said = await complaintOf(command.split(/\s+/u));
    if (said !== "") wrong.push(`stack ${command}: ${said.trim()}`);
  }
  return wrong;
}

describe.each(pages.filter((page) => page !== "CHANGELOG.md"))("%s", (page) => {
  test("shows commands that the command line understands", async () => {
    expect(await misunderstood(commandsIn(typedIn(read(page))))).toEqual([]);
  });

  test("mentions commands and flags that there are", async () => {
    const wrong = await misunderstood(commandsIn(mentionedIn(read(page))));
    // a sentence may leave out which environment
    expect(wrong.filter((said) => !said.includes("missing required argument"))).toEqual([]);
  });

  test("names environments that are shipped", () => {
    const all = commandsIn([...typedIn(read(page)), ...mentionedIn(read(page))]);
    const named = all.flatMap((command) => withEnvironment.exec(command)?.[1] ?? []);
    expect(named.filter((name) => !environments.has(name))).toEqual([]);
  });
});

test("would notice a word that the command line does not know", async () => {
  expect(await complaintOf(["up", "dev", "--rehearsal"])).toContain("unknown option '--rehearsal'");
  expect(await complaintOf(["start-all"])).toContain("unknown command");
  const page = "Type `stack up dev --frob`, or:\n\n    npx stack down dev # bye\n";
  expect(commandsIn([...typedIn(page), ...mentionedIn(page)])).toEqual(["down dev", "up dev --frob"]);
});
