import { PassThrough } from "node:stream";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { askHidden } from "../../../src/world/terminal/ask-hidden.ts";
import { askPerson } from "../../../src/world/terminal/ask-person.ts";
import { bundleProgram, startProgram } from "../child-program.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { patientWriter } from "../../../src/world/terminal/patient-writer.ts";

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

describe("a terminal that was given no size", () => {
  it("shows no spinner: of no width, a text takes endlessly many lines", async () => {
    const source = `
      import { startSpinner } from "./src/world/terminal/spinner.ts";
      Object.defineProperty(process.stderr, "isTTY", { value: true });
      Object.defineProperty(process.stderr, "columns", { value: Number(process.argv[2]) });
      const busy = await startSpinner("looking around");
      busy.stop();
    `;
    const path = await bundleProgram(source, await temporaryFolder());
    for (const columns of ["0", "1", "80"]) {
      const child = startProgram(path, [columns], { CI: "", TERM: "xterm" });
      expect(await child.ended).toBe(0);
    }
  }, 20_000);
});

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

  it("gives nothing to a second question either, once input has ended", async () => {
    const { input, asking } = person();
    const answer = askPerson(asking);
    input.end();
    expect(await answer).toBeUndefined();
    expect(await askPerson(asking)).toBeUndefined();
  }, 2_000);

  it("gives nothing when it is interrupted, before or meanwhile", async () => {
    const { controller, asking } = person();
    const answer = askPerson(asking);
    controller.abort();
    expect(await answer).toBeUndefined();
    expect(await askPerson(asking)).toBeUndefined();
  });
});

describe("asking for what must not be seen", () => {
  function hiddenPerson() {
    const modes: boolean[] = [];
    const input = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
    const output = new PassThrough();
    const controller = new AbortController();
    let interrupts = 0;
    const asking = { question: "Passphrase: ", input, output, signal: controller.signal };
    const interrupt = () => (interrupts += 1);
    return {
      input,
      output,
      modes,
      controller,
      answer: askHidden({ ...asking, interrupt }),
      interrupts: () => interrupts,
    };
  }

  it("gives what was typed and corrected, shows none of it, and leaves the terminal as it was", async () => {
    const { input, output, modes, answer } = hiddenPerson();
    input.write("opem");
    input.write("\u007fn sesame\r");
    expect(await answer).toBe("open sesame");
    expect(String(output.read())).toBe("Passphrase: \n");
    expect(modes).toEqual([true, false]);
  });

  it("is ended by Ctrl-C, which is a key here and a signal everywhere else, and by Ctrl-D", async () => {
    const cut = hiddenPerson();
    cut.input.write("half\u0003");
    await expect.poll(cut.interrupts).toBe(1);
    cut.controller.abort();
    expect(await cut.answer).toBeUndefined();
    const closed = hiddenPerson();
    closed.input.write("half\u0004");
    expect(await closed.answer).toBeUndefined();
    expect(closed.modes).toEqual([true, false]);
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
      import { patientWriter } from "./src/world/terminal/patient-writer.ts";
      const full = new WriteStream("/dev/full", { fd: openSync("/dev/full", "w") });
      patientWriter(() => full)("results");
    `;
    const child = startProgram(await bundleProgram(source, await temporaryFolder()));
    expect(await child.ended).toBe(1);
  });

  it.runIf(process.platform === "linux")(
    "is that failure, whatever the results would have said",
    async () => {
      const source = `
      import { openSync, WriteStream } from "node:fs";
      import { patientWriter } from "./src/world/terminal/patient-writer.ts";
      const full = new WriteStream("/dev/full", { fd: openSync("/dev/full", "w") });
      patientWriter(() => full)("results");
      setTimeout(() => process.exit(4), 200);
    `;
      const child = startProgram(await bundleProgram(source, await temporaryFolder()));
      expect(await child.ended).toBe(1);
    },
  );

  it.runIf(process.platform === "linux")(
    "has gone from the beginning where the output is closed",
    async () => {
      const source = `
      import { createInterruption } from "./src/world/terminal/interruption.ts";
      import { nodeTerminal } from "./src/world/terminal/node-terminal.ts";
      process.stderr.write(String(nodeTerminal(createInterruption()).outIsLost.aborted));
    `;
      const path = await bundleProgram(source, await temporaryFolder());
      const said = async (redirection: string) =>
        (await execa("sh", ["-c", `exec "$0" "$1" ${redirection}`, process.execPath, path])).stderr;
      expect(await said(">&-")).toBe("true");
      expect(await said("")).toBe("false");
      expect(await said("> /dev/null")).toBe("false");
    },
  );

  it("tells those who follow something for it that it has gone", () => {
    const output = new PassThrough();
    let hasGone = false;
    const write = patientWriter(
      () => output,
      () => (hasGone = true),
    );
    write("a line");
    output.destroy(Object.assign(new Error("broken pipe"), { code: "EPIPE" }));
    return new Promise<void>((resolve) => output.once("close", resolve)).then(() =>
      expect(hasGone).toBe(true),
    );
  });
});
