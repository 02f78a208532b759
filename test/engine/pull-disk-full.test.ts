import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventsIn, serviceIn } from "../program/stream.ts";
import { docker } from "./docker.ts";
import { push, startRegistry } from "./registry.ts";
import { secondEngine } from "./second-engine.ts";
import { answers } from "./services.ts";
import { testProject } from "./test-project.ts";

/** An image whose one layer cannot be compressed, as a model's weights. */
async function bigImage(name: string): Promise<void> {
  const make = 'head -c 160M /dev/urandom > weights && tar -c weights | docker import - "$0"; rm -f weights';
  const folder = await mkdtemp(join(tmpdir(), "stack-big-"));
  await execa("sh", ["-c", make, name], { cwd: folder });
  await rm(folder, { recursive: true });
}

async function smallDisk(folder: string): Promise<void> {
  const script = `truncate -s 128M disk.img && mkfs.ext4 -q disk.img && mkdir data && mount -o loop disk.img data`;
  await execa("sh", ["-c", script], { cwd: folder });
}

describe.runIf(process.getuid?.() === 0)("an engine whose disk is full", () => {
  test("is said to be while it pulls, once, with what makes room", async () => {
    const storage = await mkdtemp(join(tmpdir(), "stack-storage-"));
    onTestFinished(() => rm(storage, { recursive: true }));
    const local = `stack-test/big-${String(process.pid)}:1`;
    await bigImage(local);
    onTestFinished(async () => void (await docker("image", "rm", "-f", local)));
    const here = await startRegistry({ storage });
    await push(local, `${here.address}/team/big:1`);

    await using engine = await secondEngine(smallDisk);
    const pid = Number(await readFile(join(engine.folder, "docker.pid"), "utf8"));
    const there = await startRegistry({ storage, networkOf: pid });
    const image = `${there.address}/team/big:1`;
    const project = await testProject({ compose: { services: { model: answers({ image }) } } });
    // the check before would not have let it come to that
    const ignored = ["--ignore", "disk.free"];
    const run = await project.stackWith({ DOCKER_HOST: engine.host }, "up", "demo", "--json", ...ignored);
    expect(run.exitCode).toBe(4);
    expect(serviceIn(run.stdout, "model").reason).toMatch(/no space left on device/u);
    const failed = eventsIn(run.stdout).find(({ type }) => type === "image-failed");
    expect(failed?.["fix"]).toBe(
      "see what of this stack can go: stack clean; docker system df shows the rest",
    );
    expect(run.stdout).not.toContain("image-retry");
  });
});
