import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openContext } from "../../../src/command/open-context.ts";
import { encodeValue } from "../../../src/core/secrets/env-file/env-statement.ts";
import { logs } from "../../../src/features/logs/command.ts";
import { fakeContainer } from "../../world/fake-container.ts";
import { fakeWorld } from "../../world/fake-world.ts";

const here = "/home/ann/project";
const manifest = `name: shop
environments: { demo: { layers: [compose.yaml] } }
secrets: { API_TOKEN: { kind: text } }
`;

/** What `stack logs demo` prints of a service that logs these lines, where the secret is this. */
async function shown(secret: string, lines: readonly string[], json: boolean): Promise<string> {
  const world = fakeWorld({
    engine: { containers: [fakeContainer({ project: "shop-demo", service: "api", state: "running" })] },
    files: {
      [`${here}/stack.yaml`]: manifest,
      [`${here}/compose.yaml`]: "services: { api: { image: example/api:1 } }\n",
      [`${here}/.env.demo`]: { text: `API_TOKEN=${encodeValue(secret)}\n`, mode: 0o600 },
    },
  });
  for (const line of lines) world.engine.log("api-id", line);
  const options = { json, color: false };
  const opened = await openContext(world, ["demo"], { options, commands: [], startGuards: [] });
  if (opened.kind === "failed") throw new Error(opened.error.message);
  expect(await logs(opened.value)).toEqual({ kind: "done" });
  return world.terminal.outText;
}

const lineSchema = z.strictObject({
  schema: z.literal(1),
  command: z.literal("logs"),
  at: z.string(),
  service: z.literal("api"),
  container: z.string(),
  stream: z.enum(["stdout", "stderr"]),
  text: z.string(),
});

const secret = fc
  .tuple(
    fc.stringMatching(/^[a-z]{2,6}["'$\\ #{}<&é漢]{1,4}[A-Z0-9]{4,9}$/u),
    // Compose knows no other values than those of one line that end in no space
    fc.constantFrom("", "$", '"'),
  )
  .map((parts) => parts.join(""));
const word = fc.constantFrom("4096", "true", "null", "stdout", "service", "a1b2c3");

describe("the log of a service that prints its secret", () => {
  it("shows it in no form, as lines and as JSON, which stays JSON with its keys", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(secret, word), async (value) => {
        const forms = [value, JSON.stringify({ auth: value }), JSON.stringify(JSON.stringify(value))];
        const texts = [...forms, `TOKEN: ${value.replaceAll("$", "$$$$")}`];
        const json = await shown(value, texts, true);
        const lines = json
          .trimEnd()
          .split("\n")
          .map((line) => lineSchema.parse(JSON.parse(line)));
        expect(lines).toHaveLength(texts.length);
        const said = lines.map(({ text }) => text).join("\n");
        const plain = (await shown(value, texts, false)).replaceAll(/^api . /gmu, "");
        for (const form of [...texts, value, JSON.stringify(value).slice(1, -1)])
          for (const text of [said, plain]) expect(text).not.toContain(form);
        expect(said.split("***")).toHaveLength(texts.length + 1);
      }),
      { numRuns: 60 },
    );
  });

  it("shows neither what the env file says nor what Compose makes of it", async () => {
    const world = fakeWorld({
      machine: { environment: { HOME: "/home/ann" } },
      engine: { containers: [fakeContainer({ project: "shop-demo", service: "api", state: "running" })] },
      files: {
        [`${here}/stack.yaml`]: manifest,
        [`${here}/compose.yaml`]: "services: { api: { image: example/api:1 } }\n",
        [`${here}/.env.demo`]: { text: "PART=hunter2\nAPI_TOKEN=pre-${PART}-$HOME-post\n", mode: 0o600 },
      },
    });
    world.engine.log("api-id", "as written pre-${PART}-$HOME-post");
    world.engine.log("api-id", "as Compose has it pre-hunter2-/home/ann-post");
    const options = { json: true };
    const opened = await openContext(world, ["demo"], { options, commands: [], startGuards: [] });
    if (opened.kind === "failed") throw new Error(opened.error.message);
    await logs(opened.value);
    expect(world.terminal.outText).toContain('"as written ***"');
    expect(world.terminal.outText).toContain('"as Compose has it ***"');
  });
});
