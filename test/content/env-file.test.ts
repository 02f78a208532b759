import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { encodeValue } from "../../src/core/secrets/env-file/env-statement.ts";
import { envEntries } from "../../src/core/secrets/env-file/env-file.ts";
import { parseEnvFile } from "../../src/core/secrets/env-file/parse-env-file.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stack-env-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

const modelSchema = z.object({
  services: z.object({ a: z.object({ environment: z.record(z.string(), z.string()) }) }),
});

/** What the real Compose makes of an env file: the values of these names, or undefined where it refuses the file. */
async function asComposeReads(
  text: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const environment = names.map((name) => `      ${name}: "\${${name}-nothing}"`).join("\n");
  await writeFile(
    join(folder, "compose.yaml"),
    `services:\n  a:\n    image: a\n    environment:\n${environment}\n`,
  );
  await writeFile(join(folder, "env"), text);
  const args = [
    "compose",
    "-f",
    join(folder, "compose.yaml"),
    "--env-file",
    join(folder, "env"),
    "config",
    "--format",
    "json",
  ];
  const result = await execa("docker", args, {
    reject: false,
    extendEnv: false,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" },
  });
  if (result.exitCode !== 0) return undefined;
  const seen = modelSchema.parse(JSON.parse(result.stdout)).services.a.environment;
  return new Map(Object.entries(seen).map(([name, value]) => [name, value.replaceAll("$$", () => "$")]));
}

function asWeRead(text: string): ReadonlyMap<string, string> {
  return new Map(envEntries(parseEnvFile(text)).map(({ name, value }) => [name, value]));
}

/** Each line's way of writing a value; `N` is replaced by a name of its own. */
const ways = String.raw`N=one
N=one # note
N=one#two
N= # note
N=#note
N = one
  N=one
export N=one
export   N = one
N: one
N=
N=''
N=""
N='one # two'
N="one # two" # note
N='a\'b'
N='a\b'
N='a\\b'
N="a\tb\nc\"d\\e"
N="a\$b"
N=a\$b
N=a$$b
N='a$b'
N="a$$b"
N=a$1b
N=a$
N=a$-b
N=$BASE-two
N=${"${BASE}"}two
N=${"${BASE:-x}"}
N=${"${NOPE:-x}"}
N=${"${NOPE-${BASE}}"}
N=${"${BASE:+yes}"}
N=${"${NOPE+yes}"}
N=$NOPE
N=one "two" three
N=it's
N=a=b=c
N=https://user:pass@host:80/?q=1&r=2
N="two
lines"
N=one	tab
N="\011octal \101 \0101 \0999 \0400 \0"
N="\c\e\x41"`.split(/\n(?!lines)/u);

describe("the real Compose and this program read the same", () => {
  it.each(["\n", "\r\n"])(
    "in every way that a value can be written, with lines that end in %j",
    async (end) => {
      const names = ways.map((_, index) => `N${index}`);
      const lines = ways.map((way, index) => way.replace("N", `N${index}`));
      const text = ["BASE=base", ...lines, ""].join(end);
      const seen = await asComposeReads(text, names);
      const read = asWeRead(text);
      expect(names.map((name, index) => [lines[index], read.get(name)])).toEqual(
        names.map((name, index) => [lines[index], seen?.get(name)]),
      );
    },
  );

  it("in any value that this program writes", async () => {
    const printable = fc
      .string({ unit: "binary", maxLength: 12 })
      .filter((text) => !/[\0\r\p{Surrogate}]/u.test(text));
    const tricky = fc.array(fc.constantFrom("'", '"', "\\", "$", "$$", "{", "}", " #", "\n", "a", " "), {
      maxLength: 8,
    });
    const values = fc.sample(
      fc.oneof(
        printable,
        tricky.map((parts) => parts.join("")),
      ),
      300,
    );
    const names = values.map((_, index) => `N${index}`);
    const text = values.map((value, index) => `N${index}=${encodeValue(value)}\n`).join("");
    const seen = await asComposeReads(text, names);
    expect(names.map((name) => seen?.get(name))).toEqual(values);
  });

  it.each(["A B=1\n", "A='open\nB=1\n", "A=1\nB=${open\n", "!=1\n"])(
    "and refuse the same: %j",
    async (text) => {
      expect(await asComposeReads(text, ["A"])).toBeUndefined();
      expect(parseEnvFile(text).problems.some(({ refused }) => refused)).toBe(true);
    },
  );
});
