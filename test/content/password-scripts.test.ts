import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { root } from "./shipped.ts";

/** As the house's documentation has it: who may ask, and where the new password stands in what is sent. */
interface House {
  readonly script: string;
  readonly portVariable: string;
  readonly account: string;
  readonly page: string;
  readonly change: { readonly method: string; readonly path: string };
  readonly next: (body: unknown) => string;
}

const grafana: House = {
  script: "configs/grafana/password.sh",
  portVariable: "GF_SERVER_HTTP_PORT",
  account: "admin",
  page: "/api/user",
  change: { method: "PUT", path: "/api/user/password" },
  next: (body) => z.object({ oldPassword: z.string(), newPassword: z.string() }).parse(body).newPassword,
};

const elasticsearch: House = {
  script: "configs/elasticsearch/password.sh",
  portVariable: "STACK_HTTP_PORT",
  account: "elastic",
  page: "/_security/_authenticate",
  change: { method: "POST", path: "/_security/user/elastic/_password" },
  next: (body) => z.strictObject({ password: z.string() }).parse(body).password,
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

/** A server that keeps its password in a file, so that a program beside it can set it too. */
async function opened(house: House, password: string) {
  const folder = await mkdtemp(join(tmpdir(), "password-"));
  const file = join(folder, "password");
  await writeFile(file, password);
  const server = createServer((request, response) => {
    void answer(request).then((status) => response.writeHead(status).end());
  });
  const answer = async (request: IncomingMessage): Promise<number> => {
    const body = await bodyOf(request);
    const now = await readFile(file, "utf8");
    const expected = `Basic ${Buffer.from(`${house.account}:${now}`).toString("base64")}`;
    if (request.headers.authorization !== expected) return 401;
    if (request.url === house.page) return 200;
    if (request.url !== house.change.path || request.method !== house.change.method) return 404;
    await writeFile(file, house.next(JSON.parse(body)));
    return 200;
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const run = async (verb: string, ...lines: readonly string[]) => {
    const env = {
      [house.portVariable]: String(port),
      PATH: `${folder}:${process.env["PATH"] ?? ""}`,
      PASSWORD_FILE: file,
    };
    const input = `${lines.join("\n")}\n`;
    return (await execa("bash", [join(root, house.script), verb], { env, input, reject: false })).exitCode;
  };
  return { run, folder, close: () => server.close() };
}

const awkward = String.raw`a "quoted" \ one`;

describe.each([grafana, elasticsearch])("$script", (house) => {
  test("lets in who has the password, and refuses who has another", async () => {
    const { run } = await opened(house, awkward);
    expect(await run("log-in", awkward)).toBe(0);
    expect(await run("log-in", "another")).toBe(1);
  });

  test("changes it, once the present one is told", async () => {
    const { run } = await opened(house, awkward);
    expect(await run("change", awkward, String.raw`next "\ one`)).toBe(0);
    expect(await run("log-in", String.raw`next "\ one`)).toBe(0);
    expect(await run("log-in", awkward)).toBe(1);
  });

  test("says neither where nothing answers", async () => {
    const { run, close } = await opened(house, "x");
    close();
    expect(await run("log-in", "x")).toBe(2);
    expect(await run("change", "x", "y")).not.toBe(0);
  });

  test("knows no other word", async () => {
    const { run } = await opened(house, "x");
    expect(await run("remove")).toBe(64);
  });
});

test("Elasticsearch is not changed by who does not know the present one", async () => {
  const { run } = await opened(elasticsearch, "present");
  expect(await run("change", "wrong", "next")).toBe(2);
  expect(await run("log-in", "present")).toBe(0);
});

test("Grafana is, by its own program, which gets the next one on standard input", async () => {
  const { run, folder } = await opened(grafana, "present");
  const program = `#!/bin/sh\n[ "$5 $6" = "reset-admin-password --password-from-stdin" ] || exit 9\nhead -n 1 | tr -d '\\n' > "$PASSWORD_FILE"\n`;
  await writeFile(join(folder, "grafana"), program, { mode: 0o755 });
  expect(await run("change", "wrong", "next")).toBe(0);
  expect(await run("log-in", "next")).toBe(0);
});
