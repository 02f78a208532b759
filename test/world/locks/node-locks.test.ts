import { describe, expect, it } from "vitest";
import type { LockHolder } from "../../../src/world/locks/locks.ts";
import { nodeLocks } from "../../../src/world/locks/node-locks.ts";
import { bundleProgram, startProgram } from "../child-program.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const holder: LockHolder = {
  processId: process.pid,
  user: "ann",
  command: "stack up dev",
  directory: "/home/ann/shop",
  since: "2026-01-02T03:04:05.000Z",
};

/** `linux` locks by an abstract socket; `elsewhere` by a socket file, which works on Linux just as well. */
const platforms = process.platform === "linux" ? ["linux", "elsewhere"] : ["elsewhere"];

let names = 0;
function newName(): string {
  names += 1;
  return `test-${String(process.pid)}-${String(names)}`;
}

const program = `
  import { nodeLocks } from "./src/world/locks/node-locks.ts";
  const [platform = "", name = ""] = process.argv.slice(2);
  const holder = { processId: process.pid, user: "bob", command: "up", directory: "/", since: "then" };
  const answer = await nodeLocks(platform).acquire(name, holder);
  console.log(answer.kind + " " + (answer.kind === "taken" ? answer.holder?.processId : process.pid));
  if (answer.kind === "acquired") process.stdin.resume();
  process.stdin.once("data", () => process.exit());
`;

describe.each(platforms)("a lock (%s)", (platform) => {
  const locks = nodeLocks(platform);

  it("is taken while another holds it, who is told, and free after the release", async () => {
    const name = newName();
    const first = await locks.acquire(name, holder);
    const second = await locks.acquire(name, { ...holder, user: "bob" });
    expect(first.kind).toBe("acquired");
    expect(second).toMatchObject({ kind: "taken", holder });
    if (first.kind === "acquired") await first.release();
    const third = await locks.acquire(name, holder);
    expect(third.kind).toBe("acquired");
    if (third.kind === "acquired") await third.release();
  });

  it("under another name is another lock, also under long names", async () => {
    const long = newName().padEnd(300, "x");
    const answers = await Promise.all(
      [`${long}a`, `${long}b`, newName()].map((name) => locks.acquire(name, holder)),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(["acquired", "acquired", "acquired"]);
    for (const answer of answers) if (answer.kind === "acquired") await answer.release();
  });

  it("wakes those who wait when it is released, and lets them go when they give up", async () => {
    const name = newName();
    const first = await locks.acquire(name, holder);
    const second = await locks.acquire(name, holder);
    const third = await locks.acquire(name, holder);
    if (first.kind !== "acquired" || second.kind !== "taken" || third.kind !== "taken")
      throw new Error("no lock");
    const impatient = new AbortController();
    const givenUp = third.untilReleased(impatient.signal);
    impatient.abort();
    await givenUp;
    const woken = second.untilReleased(new AbortController().signal);
    await first.release();
    await expect(woken).resolves.toBeUndefined();
  });

  it("is had by exactly one of twenty processes at once, and is gone with it, even killed", async () => {
    const name = newName();
    const path = await bundleProgram(program, await temporaryFolder());
    const children = Array.from({ length: 20 }, () => startProgram(path, [platform, name]));
    const lines = await Promise.all(children.map((child) => child.nextLine()));
    const winners = children.filter((_, index) => lines[index]?.startsWith("acquired") === true);
    const winner = winners[0];
    expect(winners).toHaveLength(1);
    expect(lines.filter((line) => line === `taken ${String(winner?.process.pid)}`)).toHaveLength(19);
    const waiting = await locks.acquire(name, holder);
    winner?.process.kill("SIGKILL");
    if (waiting.kind === "taken") await waiting.untilReleased(new AbortController().signal);
    const after = await locks.acquire(name, holder);
    expect(after.kind).toBe("acquired");
    if (after.kind === "acquired") await after.release();
  }, 60_000);

  it("keeps nobody from ending", async () => {
    const source = `
      import { nodeLocks } from "./src/world/locks/node-locks.ts";
      const holder = { processId: 1, user: "", command: "", directory: "", since: "" };
      await nodeLocks("${platform}").acquire("${newName()}", holder);
    `;
    const child = startProgram(await bundleProgram(source, await temporaryFolder()));
    expect(await child.ended).toBe(0);
  });
});
