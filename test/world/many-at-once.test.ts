import { describe, expect, it } from "vitest";
import { bundleProgram, startProgram } from "./child-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const program = `
  import { createWorld } from "./src/world/node-world.ts";
  const { clock, network, processes, engine } = createWorld(undefined);
  const controller = new AbortController();
  const { signal } = controller;
  const many = (work: () => Promise<unknown>) => Promise.all(Array.from({ length: 30 }, work));
  const round = () => Promise.all([
    many(() => clock.sleep(10, signal)),
    many(() => network.connect({ address: "127.0.0.1", port: 1, timeoutMs: 1000, settleMs: 1, signal })),
    many(() => network.get({ url: "http://127.0.0.1:1/", timeoutMs: 1000, signal })),
    many(() => processes.run({ command: "true", args: [], signal })),
    many(() => engine.exec({ containerId: "none", command: [""], timeoutMs: 1000, signal })),
    many(() => engine.events({ project: "none", since: new Date(), signal }, () => undefined)),
  ]);
  setTimeout(() => controller.abort(), 200);
  await round();
  await round();
  console.log("done");
`;

describe("many things at once", () => {
  it("may wait for one signal without a warning, and when all have ended the program can", async () => {
    const child = startProgram(await bundleProgram(program, await temporaryFolder()));
    const said: Buffer[] = [];
    child.process.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    expect(await child.nextLine()).toBe("done");
    expect(await child.ended).toBe(0);
    expect(Buffer.concat(said).toString()).toBe("");
  });
});
