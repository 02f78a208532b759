import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeEngine } from "../../../../src/world/engine/node-engine.ts";
import { bundleProgram, startProgram } from "../../child-program.ts";
import { fakeProcesses } from "../../fake-processes.ts";
import { stubEngine } from "../../stub-engine.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

const never = new AbortController().signal;

/** An `ssh` on PATH that notes its words and runs this script. */
async function engineOver(url: string, script: string) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "ssh"), `#!${process.execPath}\n${note(join(folder, "words"))}${script}`);
  await chmod(join(folder, "ssh"), 0o755);
  const environment = { DOCKER_HOST: url, PATH: folder };
  const engine = nodeEngine({ environment, homeDirectory: folder }, fakeProcesses());
  return {
    engine,
    directory: folder,
    words: async () => (await readFile(join(folder, "words"), "utf8")).trim().split("\n"),
  };
}

function note(path: string): string {
  return `require("fs").appendFileSync(${JSON.stringify(path)}, process.argv.slice(2).join(" ") + "\\n");`;
}

function bridgeTo(socketPath: string): string {
  return `const socket = require("net").connect(${JSON.stringify(socketPath)});
    process.stdin.pipe(socket).pipe(process.stdout);`;
}

describe("an engine behind ssh", () => {
  it("is reached by the user's own ssh, over one connection for many calls", async () => {
    const stub = await stubEngine((_, response) => response.end("[]"));
    const { engine, words } = await engineOver("ssh://ann@box:2222", bridgeTo(stub.socketPath));
    for (let round = 0; round < 3; round += 1) {
      expect(await engine.networks(undefined)).toEqual({ kind: "ok", value: [] });
    }
    expect(await words()).toEqual([
      "-l ann -p 2222 -T -o ConnectTimeout=30 -o BatchMode=yes -- box docker system dial-stdio",
    ]);
  });

  it("may listen at another path over there", async () => {
    const stub = await stubEngine((_, response) => response.end("[]"));
    const { engine, words } = await engineOver(
      "ssh://box/run/user/1000/docker.sock",
      bridgeTo(stub.socketPath),
    );
    await engine.networks(undefined);
    expect((await words())[0]).toMatch(
      /-- box docker --host unix:\/\/\/run\/user\/1000\/docker\.sock system dial-stdio$/,
    );
  });

  it("that lets nobody in is told in the words of ssh", async () => {
    const script = 'console.error("ann@box: Permission denied (publickey)."); process.exitCode = 255;';
    const { engine } = await engineOver("ssh://ann@box", script);
    expect(await engine.networks(undefined)).toEqual({
      kind: "failed",
      error: { kind: "unreachable", message: "ssh://ann@box: ann@box: Permission denied (publickey)." },
    });
  });

  it("keeps nobody from ending while the connection waits for the next call", async () => {
    const stub = await stubEngine((_, response) => response.end("[]"));
    const { directory } = await engineOver("ssh://box", bridgeTo(stub.socketPath));
    const child = startProgram(
      await bundleProgram(
        `import { nodeEngine } from "./src/world/engine/node-engine.ts";
        const environment = { DOCKER_HOST: "ssh://box", PATH: ${JSON.stringify(directory)} };
        const { run } = { run: () => Promise.resolve({ kind: "not-found" }) };
        const engine = nodeEngine({ environment, homeDirectory: "/" }, { run, stream: run, handOver: run });
        console.log(JSON.stringify([await engine.networks(), await engine.networks()]));`,
        directory,
      ),
    );
    expect(await child.nextLine()).toBe('[{"kind":"ok","value":[]},{"kind":"ok","value":[]}]');
    expect(await child.ended).toBe(0);
  });

  it("needs an ssh", async () => {
    const environment = { DOCKER_HOST: "ssh://ann@box", PATH: await temporaryFolder() };
    const engine = nodeEngine({ environment, homeDirectory: "/nowhere" }, fakeProcesses());
    expect(await engine.networks(undefined)).toMatchObject({ error: { kind: "unreachable" } });
  });

  it("is left when a command takes too long", async () => {
    const { engine } = await engineOver("ssh://ann@box", "setInterval(() => undefined, 1000);");
    expect(await engine.ping(100)).toMatchObject({ error: { kind: "timed-out" } });
    const exec = { containerId: "c", command: ["true"], timeoutMs: 100, signal: never };
    expect(await engine.exec(exec)).toMatchObject({ value: { kind: "timed-out" } });
  });
});
