import { readFileSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildServices } from "../../../src/world/compose/npm-docker-compose.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A `docker` on PATH that runs a script. */
async function buildWith(script: string, signal = new AbortController().signal) {
  const folder = await temporaryFolder();
  const docker = join(folder, "docker");
  await writeFile(docker, `#!/bin/sh\n${script}\n`);
  await chmod(docker, 0o755);
  const result = await buildServices({
    project: {
      name: "p",
      directory: "/d",
      files: ["/d/a.yaml"],
      envFile: undefined,
      profiles: [],
      variables: {},
    },
    services: ["web"],
    environment: { PATH: `${folder}:/usr/bin:/bin`, FOLDER: folder },
    signal,
  });
  return { result, folder };
}

describe("building images", () => {
  it("runs `docker compose build` with the project's words, and tells what it said", async () => {
    const { result } = await buildWith('echo "$@"; echo "step 1" >&2');
    const words =
      "compose --progress plain -p p --project-directory /d -f /d/a.yaml --env-file /dev/null build web";
    expect(result).toEqual({ kind: "exited", exitCode: 0, stdout: `${words}\n`, stderr: "step 1\n" });
  });

  it("that fails is an answer", async () => {
    const { result } = await buildWith('echo "no space" >&2; exit 17');
    expect(result).toEqual({ kind: "exited", exitCode: 17, stdout: "", stderr: "no space\n" });
  });

  it("finds its input closed", async () => {
    expect((await buildWith("cat; echo closed")).result).toMatchObject({ stdout: "closed\n" });
  });

  it("is ended by the signal", async () => {
    const controller = new AbortController();
    const running = buildWith('echo $$ > "$FOLDER/id"; exec sleep 300', controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 300);
    const { result, folder } = await running;
    expect(result.kind).toBe("aborted");
    const processId = Number(await readFile(join(folder, "id"), "utf8"));
    expect(() => process.kill(processId, 0)).toThrow("ESRCH");
  });

  it("runs docker itself, with no shell between", async () => {
    const script = 'tr "\\0" " " < "/proc/$PPID/cmdline"';
    expect((await buildWith(script)).result).toMatchObject({
      stdout: readFileSync("/proc/self/cmdline", "utf8").replaceAll("\0", " "),
    });
  });

  it("that something else killed is told by the signal", async () => {
    expect((await buildWith("kill -KILL $$")).result).toMatchObject({ kind: "killed", signal: "SIGKILL" });
  });

  it("beside others, each is ended by its own signal", async () => {
    const controller = new AbortController();
    const other = buildWith("sleep 1; echo done");
    const running = buildWith("exec sleep 300", controller.signal);
    controller.abort();
    expect((await running).result.kind).toBe("aborted");
    expect((await other).result).toMatchObject({ kind: "exited", exitCode: 0, stdout: "done\n" });
  });

  it("without docker is told as such", async () => {
    const result = await buildServices({
      project: { name: "p", directory: "/d", files: [], envFile: undefined, profiles: [], variables: {} },
      services: [],
      environment: { PATH: await temporaryFolder() },
      signal: new AbortController().signal,
    });
    expect(result).toEqual({ kind: "not-found" });
  });
});
