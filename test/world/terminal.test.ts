import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { askPerson } from "../../src/world/ask-person.ts";
import { bundleProgram, startProgram } from "./child-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

function person() {
  const input = new PassThrough();
  const output = new PassThrough();
  const controller = new AbortController();
  return {
    input,
    output,
    controller,
    asking: { question: "Go on? ", input, output, signal: controller.signal },
  };
}

describe("asking a person", () => {
  it("gives the line that was typed", async () => {
    const { input, output, asking } = person();
    const answer = askPerson(asking);
    input.write("yes\n");
    expect(await answer).toBe("yes");
    expect(String(output.read())).toBe("Go on? ");
  });

  it("gives nothing at the end of input", async () => {
    const { input, asking } = person();
    const answer = askPerson(asking);
    input.end();
    expect(await answer).toBeUndefined();
  });

  it("gives nothing when it is interrupted, before or meanwhile", async () => {
    const { controller, asking } = person();
    const answer = askPerson(asking);
    controller.abort();
    expect(await answer).toBeUndefined();
    expect(await askPerson(asking)).toBeUndefined();
  });
});

describe("writing results", () => {
  it("ends without a word when the reader has gone, as `| head -1` does", async () => {
    const source = `
      import { createWorld } from "./src/world/node-world.ts";
      const { terminal } = createWorld(undefined);
      for (let line = 0; line < 200_000; line += 1) terminal.out("a line of some length\\n");
      terminal.err("finished\\n");
    `;
    const child = startProgram(await bundleProgram(source, await temporaryFolder()));
    const said: Buffer[] = [];
    child.process.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    await child.nextLine();
    child.process.stdout.destroy();
    expect(await child.ended).toBe(0);
    expect(Buffer.concat(said).toString()).toBe("finished\n");
  });

  it.runIf(process.platform === "linux")("is a failure when the results are lost", async () => {
    const source = `
      import { openSync } from "node:fs";
      import { WriteStream } from "node:fs";
      import { patientWriter } from "./src/world/patient-writer.ts";
      const full = new WriteStream("/dev/full", { fd: openSync("/dev/full", "w") });
      patientWriter(() => full)("results");
    `;
    const child = startProgram(await bundleProgram(source, await temporaryFolder()));
    expect(await child.ended).toBe(1);
  });
});
