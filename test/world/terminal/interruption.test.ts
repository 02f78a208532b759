import { describe, expect, it } from "vitest";
import { bundleProgram, startProgram } from "../child-program.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const program = `
  import { createInterruption } from "./src/world/terminal/interruption.ts";
  const { signal } = createInterruption();
  signal.addEventListener("abort", () => console.log(signal.reason));
  console.log("ready");
  setInterval(() => undefined, 1000);
`;

async function start(source: string) {
  const child = startProgram(await bundleProgram(source, await temporaryFolder()));
  expect(await child.nextLine()).toBe("ready");
  return child;
}

describe("an interruption", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s tells which signal it was", async (name) => {
    const child = await start(program);
    child.process.kill(name);
    expect(await child.nextLine()).toBe(name);
  });

  it("by a closed terminal asks to end as SIGTERM does", async () => {
    const child = await start(program);
    child.process.kill("SIGHUP");
    expect(await child.nextLine()).toBe("SIGTERM");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("by %s ends a program at once that has not asked for it", async (name, exitCode) => {
    const child = await start(`
      import { createInterruption } from "./src/world/terminal/interruption.ts";
      createInterruption();
      console.log("ready");
      setInterval(() => undefined, 1000);
    `);
    child.process.kill(name);
    expect(await child.ended).toBe(exitCode);
  });

  it("by SIGTERM ends the child too that has the terminal", async () => {
    const child = await start(`
      import { createInterruption } from "./src/world/terminal/interruption.ts";
      import { nodeProcesses } from "./src/world/processes/node-processes.ts";
      const processes = nodeProcesses(createInterruption());
      const args = ["-c", "echo ready; exec sleep 600"];
      const { kind, exitCode } = await processes.handOver({ command: "sh", args });
      console.log([kind, exitCode].join(" "));
      process.exit();
    `);
    child.process.kill("SIGTERM");
    expect(await child.nextLine()).toBe("exited 143");
  });

  it("that comes twice at once, as npx passes it on, is one", async () => {
    const child = await start(program);
    child.process.kill("SIGINT");
    child.process.kill("SIGINT");
    expect(await child.nextLine()).toBe("SIGINT");
    expect(child.process.exitCode).toBeNull();
  });

  it("ends a program at once that does not heed the first", async () => {
    const stubborn = `${program}
      signal.addEventListener("abort", () => setTimeout(() => process.kill(process.pid, "SIGINT"), 600));
    `;
    const child = await start(stubborn);
    child.process.kill("SIGINT");
    expect(await child.ended).toBe(130);
  });

  it("by Ctrl-C is the child's while a child has the terminal", async () => {
    const child = await start(`
      import { createInterruption } from "./src/world/terminal/interruption.ts";
      const interruption = createInterruption();
      setInterval(() => undefined, 1000);
      setImmediate(() => console.log("ready"));
      await interruption.leaveToChild(() => new Promise((resolve) => process.once("SIGUSR2", resolve)));
      console.log("aborted: " + interruption.signal.aborted);
      process.exit();
    `);
    child.process.kill("SIGINT");
    child.process.kill("SIGUSR2");
    expect(await child.nextLine()).toBe("aborted: false");
  });
});
