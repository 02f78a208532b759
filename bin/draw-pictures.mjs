#!/usr/bin/env node
// Draws the README's pictures from a real start: `npm run pictures`. It needs a Docker Engine; the start is a rehearsal in
// a folder of its own, and is taken down again.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { screenAfter } from "./docs/picture-screen.mjs";
import { terminalPicture } from "./docs/picture-svg.mjs";
import { inProject } from "./development/project.mjs";

const folder = mkdtempSync(join(tmpdir(), "stack-picture-"));
try {
  const start = await onTerminal(["up", "dev", "--rehearse-with", "vllm=load:8s"]);
  draw("up", start, "stack up dev --rehearse, at its end: every service, how it was proven ready, and when");
  const timeline = await onTerminal(["timeline", "dev"]);
  draw("timeline", timeline, "stack timeline dev: a bar for each service, the critical path marked");
} finally {
  await onTerminal(["down", "dev"]);
  rmSync(folder, { recursive: true });
}

/**
 * Runs the program on a terminal of 100 columns (util-linux's `script` makes one) and gives what it was sent.
 *
 * @param {readonly string[]} words
 * @returns {Promise<string>}
 */
function onTerminal(words) {
  const program = [process.execPath, inProject("bin", "stack.js"), ...words].map((word) => `'${word}'`);
  const command = `stty cols 100 rows 60; exec ${program.join(" ")}`;
  const child = spawn("script", ["-q", "-e", "-c", command, "/dev/null"], {
    cwd: folder,
    env: { ...process.env, CI: "", FORCE_COLOR: "1", TERM: "xterm-256color" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let sent = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => (sent += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(sent) : reject(new Error(`exit ${String(code)}: ${sent}`)),
    );
  });
}

/**
 * @param {string} name
 * @param {string} sent
 * @param {string} title
 */
function draw(name, sent, title) {
  const lines = screenAfter(sent.replaceAll(folder, "~/my-stack"));
  const last = lines.findLastIndex((line) => line.some(({ character }) => character !== " "));
  writeFileSync(
    inProject("docs", "pictures", `${name}.svg`),
    terminalPicture(lines.slice(0, last + 1), title),
  );
}
