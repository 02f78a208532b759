import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { answers, idles } from "./services.ts";
import { testProject } from "./test-project.ts";

const secrets = {
  TOKEN: { kind: "password" },
  KEY: { kind: "hex", file: "key" },
  SIGNING: { kind: "jwt", file: "signing", derived: { "signing.conf": "key={value}\n" } },
};

const documentSchema = z.object({ generated: z.array(z.string()), kept: z.array(z.string()) });

test("generating beside a start waits for its turn, says for whom, and Ctrl-C ends the waiting", async () => {
  const project = await testProject({ secrets, compose: { services: { slow: answers({}, 6) } } });
  const up = project.start("up", "demo");
  await up.said("slow");
  const [waiting, interrupted] = [
    project.start("secrets", "generate", "demo"),
    project.start("secrets", "generate", "demo"),
  ];
  await waiting.said(`waiting for \`stack up demo\` (pid ${String(up.process.pid)}`);
  await interrupted.said("waiting for");
  interrupted.process.kill("SIGINT");
  expect(await interrupted.ended).toMatchObject({ exitCode: 130 });
  expect(up.process.exitCode).toBeNull();
  expect(await waiting.ended).toMatchObject({ exitCode: 0 });
  expect(up.process.exitCode ?? (await up.ended).exitCode).toBe(0);
});

test("twenty at once leave one consistent set", async () => {
  const project = await testProject({ secrets, compose: { services: { app: idles() } } });
  const runs = Array.from({ length: 20 }, async () => project.stack("secrets", "generate", "demo", "--json"));
  const ended = await Promise.all(runs);
  expect(ended.map(({ exitCode }) => exitCode)).toEqual(ended.map(() => 0));
  const documents = ended.map(({ stdout }) => documentSchema.parse(JSON.parse(stdout)));
  expect(documents.flatMap(({ generated }) => generated).toSorted()).toEqual(Object.keys(secrets).toSorted());

  const folder = join(project.directory, "secrets/demo");
  const read = async (name: string) => readFile(join(folder, name), "utf8");
  expect(await read("signing.conf")).toBe(`key=${await read("signing")}\n`);
  expect(await readFile(join(project.directory, ".env.demo"), "utf8")).toMatch(/^TOKEN=[\w-]{32}$/mu);
  const files = await readdir(folder);
  expect(files.toSorted()).toEqual(["key", "signing", "signing.conf"]);
});
