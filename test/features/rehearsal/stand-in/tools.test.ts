import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  buildStandIn,
  type Call,
  callTool,
  type Ended,
  freePort,
  orders,
  serve,
  type Serving,
} from "./stand-in-program.ts";
import type { PlayedHttpPort } from "../../../../src/features/rehearsal/stand-in/performance.ts";

const program = buildStandIn();
const folder = mkdtempSync(join(tmpdir(), "stand-in-tools-"));
const running: Serving[] = [];
const free = await Promise.all(Array.from({ length: 7 }, freePort));
const [http = 0, unhealthy = 0, postgres = 0, starting = 0, redis = 0, closed = 0, silent = 0] = free;

beforeAll(async () => {
  writeFileSync(join(folder, "redis.conf"), `include ${join(folder, "secret.conf")}\nport 6379\n`);
  writeFileSync(join(folder, "secret.conf"), "requirepass s3cret\n");
  const healthy = orders({
    ports: [
      httpPort(http),
      { port: postgres, speaks: "postgres" },
      { port: redis, speaks: "redis" },
      { port: silent, speaks: "tcp" },
    ],
  });
  const sick = orders({
    fault: "unhealthy",
    ports: [httpPort(unhealthy), { port: starting, speaks: "postgres" }],
  });
  running.push(
    serve(program, healthy, {
      args: ["redis-server", join(folder, "redis.conf")],
      environment: { KEY: "the-key" },
    }),
  );
  running.push(serve(program, sick));
  await Promise.all([running[0]?.says(`port ${silent}`), running[1]?.says(`port ${starting}`)]);
  for (const port of [http, postgres, redis]) await running[0]?.says(`port ${port}`);
  await running[1]?.says(`port ${unhealthy}`);
});

afterAll(() => {
  running.forEach(({ child }) => child.kill("SIGKILL"));
  rmSync(folder, { recursive: true });
});

describe("curl", () => {
  test.each([
    ["-fsS {http}/health", 0],
    ["--fail --silent --max-time 5 {http}/health", 0],
    ["-fsSo /dev/null {http}/health", 0],
    ["-f {http}/nowhere", 22],
    ["{http}/nowhere", 0],
    ["-f {http}/models", 22],
    ["-f -H Authorization:%20Bearer%20the-key {http}/models", 0],
    ["-f -u user:the-key {http}/models", 0],
    ["-f -I {http}/health", 22],
    ["-f {unhealthy}/health", 22],
    ["-f {closed}/health", 7],
    ["-f http://no-such-host.invalid/", 6],
    ["-m 0.3 -f {silent}/", 28],
    ["-f http://", 3],
    ["-f", 2],
  ])("%s ends with %i", async (line, exitCode) => {
    expect((await tool(`curl ${line}`)).exitCode).toBe(exitCode);
  });

  test("keeps a key out of its arguments: -H @-", async () => {
    const ended = await tool("curl -fsS -H @- {http}/models", { input: "Authorization: Bearer the-key" });
    expect(ended).toMatchObject({ exitCode: 0, out: '{"data":[]}' });
  });

  test("reads credentials from a file: -K", async () => {
    writeFileSync(join(folder, "account.curl"), '# who asks\nuser = "someone:the-key"\n');
    writeFileSync(join(folder, "stranger.curl"), 'user = "someone:else"\n');
    expect((await tool("curl -fsS -K {folder}/account.curl {http}/models")).exitCode).toBe(0);
    expect((await tool("curl -fsS -K {folder}/stranger.curl {http}/models")).exitCode).toBe(22);
  });

  test("writes the status where it is asked to", async () => {
    expect((await tool("curl -s -o /dev/null -w %{http_code} {http}/nowhere")).out).toBe("404");
  });

  test("shows the headers with -I", async () => {
    expect((await tool("curl -sI {http}/moved")).out).toMatch(/^HTTP\/1\.1 405/u);
    expect((await tool("curl -si {http}/moved")).out).toMatch(
      /^HTTP\/1\.1 302.*\r\nlocation: \/health\r\n/su,
    );
  });

  test("is silent with -s, and complains again with -S", async () => {
    expect((await tool("curl -sf {http}/nowhere")).err).toBe("");
    expect((await tool("curl -sSf {http}/nowhere")).err).toContain("404");
  });
});

describe("wget", () => {
  test.each([
    ["-qO /dev/null {http}/health", 0],
    ["-qO- {http}/health", 0],
    ["-q -O - -T 5 {http}/health", 0],
    ["-q --spider {http}/", 1],
    ["-qO /dev/null {http}/moved", 0],
    ["-qO /dev/null {http}/nowhere", 1],
    ["-qO /dev/null {unhealthy}/health", 1],
    ["-qO /dev/null {closed}/", 1],
    ["-q", 1],
  ])("%s ends with %i", async (line, exitCode) => {
    expect((await tool(`wget ${line}`)).exitCode).toBe(exitCode);
  });

  test("without -O writes a file, and does not write it twice", async () => {
    const directory = mkdtempSync(join(folder, "wget-"));
    expect((await tool("wget -q {http}/health", { directory })).exitCode).toBe(0);
    expect(await tool("wget -q {http}/health", { directory })).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining("can't open 'health'"),
    });
  });
});

describe("the database tools", () => {
  test.each([
    ["pg_isready -h 127.0.0.1 -p {postgres} -U someone -d shop", 0],
    ["pg_isready -q -h 127.0.0.1 -p {starting}", 1],
    ["pg_isready -h 127.0.0.1 -p {closed}", 2],
    ["psql -h 127.0.0.1 -p {postgres} -U someone -c select%201", 0],
    ["psql postgresql://someone:word@127.0.0.1:{postgres}/shop -c x", 0],
    ["psql -d postgresql://someone:word@127.0.0.1:{postgres}/shop -c x", 0],
    ["psql -h 127.0.0.1 -p {starting} -c x", 2],
    ["redis-cli -h 127.0.0.1 -p {closed} ping", 1],
    ["nc -z -w 2 127.0.0.1 {redis}", 0],
    ["nc -z -w 2 127.0.0.1 {closed}", 1],
  ])("%s ends with %i", async (line, exitCode) => {
    expect((await tool(line)).exitCode).toBe(exitCode);
  });

  test.each([
    [undefined, "NOAUTH Authentication required.\n"],
    ["wrong", "NOAUTH Authentication required.\n"],
    ["s3cret", "PONG\n"],
  ])(
    "redis-cli with the password %s ends with 0, as the real one does, and prints %s",
    async (password, out) => {
      const environment = password === undefined ? {} : { REDISCLI_AUTH: password };
      expect(await tool("redis-cli -h 127.0.0.1 -p {redis} ping", { environment })).toMatchObject({
        exitCode: 0,
        out,
      });
    },
  );
});

describe("python3", () => {
  test.each([
    ["import urllib.request as u; u.urlopen('{http}/health', timeout=4)", 0],
    ["import urllib.request as u; u.urlopen('{http}/nowhere', timeout=4)", 1],
    ["import urllib.request as u; u.urlopen('{closed}/health')", 1],
    [
      "import os, urllib.request\nurllib.request.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/health\")",
      0,
    ],
    ["import urllib.request as u\nu.urlopen(u.Request('{http}/models'))", 1],
    ["import urllib.request as u; u.urlopen(u.Request('{http}/health', method='HEAD'), timeout=3)", 1],
    [
      "import sys, urllib.request\nsys.exit(0 if urllib.request.urlopen('{http}/health').status == 200 else 1)",
      0,
    ],
    ["import socket; socket.create_connection(('127.0.0.1', {redis}), 3)", 0],
    ["import socket; socket.create_connection(('127.0.0.1', {closed}), 3)", 1],
    ["import socket; s = socket.socket(); s.connect(('127.0.0.1', {closed}))", 1],
    ["import http.client as h; c = h.HTTPConnection('127.0.0.1', {redis}); c.request('GET', '/')", 1],
    ["import http.client as h; c = h.HTTPConnection('127.0.0.1', {open}); c.request('GET', '/health')", 0],
    ["import requests; requests.get('{http}/health').raise_for_status()", 0],
    ["import requests; requests.get('{http}/nowhere', timeout=5).raise_for_status()", 1],
  ])("-c %j ends with %i", async (code, exitCode) => {
    const environment = { PORT: String(http) };
    expect((await callTool(program, ["python3", "-c", filled(code)], { environment })).exitCode).toBe(
      exitCode,
    );
  });

  test.each([
    "print(1)",
    "import urllib.request as u\nu.urlopen('http://127.0.0.1:' + str({closed}))",
    "import urllib.request as u\nu.urlopen(address)",
    "import urllib.request as u\nu.urlopen(f'http://127.0.0.1:{port}/health')",
    "import urllib.request as u\nu.urlopen(u.Request('{http}/models', headers={'Authorization': key}))",
    "import requests; requests.post('{closed}/chat', json=question)",
    "import http.client as h; c = h.HTTPConnection(host); c.request('GET', '/')",
    "import psycopg; psycopg.connect('host=127.0.0.1')",
  ])("says of %j that it cannot judge it", async (code) => {
    expect(await callTool(program, ["python3", "-c", filled(code)])).toMatchObject({
      exitCode: 0,
      out: "",
      err: "not judged in a rehearsal: this Python program\n",
    });
  });

  test("says so of the part that it cannot judge, once the other has passed", async () => {
    const code = "import urllib.request as u; u.urlopen('{http}{path}'); u.urlopen(other)";
    const asked = (path: string): Promise<Ended> =>
      callTool(program, ["python3", "-c", filled(code.replace("{path}", path))]);
    expect(await asked("/health")).toMatchObject({ exitCode: 0, err: expect.stringContaining("part of") });
    expect(await asked("/nowhere")).toMatchObject({ exitCode: 1 });
  });

  test("runs a script from a file, and fails on one that is not there", async () => {
    writeFileSync(
      join(folder, "check.py"),
      filled("import urllib.request\nurllib.request.urlopen('{http}/nowhere')\n"),
    );
    expect((await tool("python3 {folder}/check.py")).exitCode).toBe(1);
    expect((await tool("python3 {folder}/absent.py")).exitCode).toBe(2);
  });
});

describe("the others", () => {
  test.each([
    ["", 5],
    ["not json", 2],
    ['{"status":true}', 0],
    ['{"status":false}', 1],
  ])("jq -ne 'input.status == true' on %j ends with %i", async (input, exitCode) => {
    expect((await callTool(program, ["jq", "-ne", "input.status == true"], { input })).exitCode).toBe(
      exitCode,
    );
  });

  test.each([
    [
      "exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3; grep -q '200 OK' <&3",
      0,
    ],
    [
      "exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET /nowhere HTTP/1.0\\r\\n\\r\\n' >&3; grep -q '200 OK' <&3",
      1,
    ],
    ["</dev/tcp/127.0.0.1/{redis}", 0],
    ["</dev/tcp/127.0.0.1/{closed}", 1],
  ])("bash -c %j ends with %i where there is no real bash", async (line, exitCode) => {
    const args = ["bash", "-c", filled(line.replace("{port}", String(http)))];
    expect((await callTool(program, args)).exitCode).toBe(exitCode);
  });

  test("perl opens the socket it names", async () => {
    const code = (port: number): string =>
      `use IO::Socket; IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => ${port})`;
    expect((await callTool(program, ["perl", "-e", code(http)])).exitCode).toBe(0);
    expect((await callTool(program, ["perl", "-e", code(closed)])).exitCode).toBe(1);
  });

  test("a tool only the real image has passes, and says that this proves nothing", async () => {
    expect(await tool("promtool check config")).toMatchObject({
      exitCode: 0,
      err: expect.stringContaining("not judged"),
    });
  });
});

function httpPort(port: number): PlayedHttpPort {
  const path = { method: "GET", needsKey: false, body: "ok\n", status: 200 } as const;
  return {
    port,
    speaks: "http",
    otherwise: 404,
    getOnly: true,
    keyFrom: [{ env: "KEY" }],
    paths: [
      { ...path, path: "/health" },
      { ...path, path: "/moved", status: 302 },
      { ...path, path: "/models", needsKey: true, body: '{"data":[]}' },
    ],
  };
}

function tool(line: string, call?: Call): Promise<Ended> {
  return callTool(
    program,
    line.split(" ").map((word) => filled(word.replaceAll("%20", " "))),
    call,
  );
}

/** `{http}` is a server's address; `{redis}` and the like are ports. */
function filled(text: string): string {
  const address = (port: number | undefined): string => `http://127.0.0.1:${String(port)}`;
  return text
    .replaceAll(/\{(http|unhealthy|silent)\}/g, (_, name: string) =>
      address({ http, unhealthy, silent }[name]),
    )
    .replaceAll("{closed}/", `${address(closed)}/`)
    .replaceAll("{closed}", String(closed))
    .replaceAll("{open}", String(http))
    .replaceAll("{postgres}", String(postgres))
    .replaceAll("{starting}", String(starting))
    .replaceAll("{redis}", String(redis))
    .replaceAll("{folder}", folder);
}
