// `node bench/child-processes.mjs`: what a child process costs through execa and through Node's own spawn, in CPU time of
// this process (of 7 rounds, the median), and what loading execa costs, bundled as the program is.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";

const rounds = 7;
const children = 100;

/** @type {Readonly<Record<string, () => Promise<unknown>>>} */
const ways = {
  "node:child_process": () =>
    new Promise((resolve) => {
      const child = spawn("/bin/true", [], { stdio: ["ignore", "pipe", "pipe"], detached: true });
      /** @type {Uint8Array[]} */
      const said = [];
      child.stdout.on("data", (chunk) => said.push(chunk));
      child.stderr.on("data", (chunk) => said.push(chunk));
      child.once("close", resolve);
    }),
  execa: () => execa("/bin/true", [], { stdin: "ignore", detached: true, reject: false }),
};

const folder = mkdtempSync(join(tmpdir(), "stack-bench-"));
const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
const outfile = join(folder, "execa.mjs");
await build({
  stdin: { contents: 'export { execa } from "execa"', resolveDir: import.meta.dirname },
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  banner: { js: banner },
});

/** @type {Map<string, number[]>} */
const seen = new Map();
const note = (/** @type {string} */ what, /** @type {number} */ ms) =>
  seen.set(what, [...(seen.get(what) ?? []), ms]);
for (let round = 0; round < rounds; round += 1) {
  note("a Node that does nothing", await cpuMsOf(["-e", "0"]));
  note("a Node that loads execa", await cpuMsOf(["-e", "import(process.argv[1])", outfile]));
  for (const [way, run] of Object.entries(ways)) {
    const before = process.cpuUsage();
    for (let count = 0; count < children; count += 1) await run();
    const { user, system } = process.cpuUsage(before);
    note(`a child by ${way}`, (user + system) / 1000 / children);
  }
}
rmSync(folder, { recursive: true });
for (const [what, values] of seen)
  process.stdout.write(`${what}: ${median(values).toFixed(2)} ms of CPU time\n`);

/** CPU time of a Node that runs these words, as it tells itself at its end. @param {readonly string[]} words */
function cpuMsOf([flag = "", script = "", ...rest]) {
  const telling = `process.on("exit", () => { const { user, system } = process.cpuUsage(); console.log((user + system) / 1000) }); ${script}`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [flag, telling, ...rest]);
    let told = "";
    child.stdout.on("data", (chunk) => (told += String(chunk)));
    child.once("close", () => resolve(Number(told)));
  });
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
