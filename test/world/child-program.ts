import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { onTestFinished } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** Bundles a few lines of TypeScript that import from `./src/…`, so that plain Node can run them. */
export async function bundleProgram(source: string, folder: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  const path = join(folder, "program.mjs");
  await writeFile(path, outputFiles[0]?.text ?? "");
  return path;
}

export interface ChildProgram {
  readonly process: ChildProcessWithoutNullStreams;
  /** The next line it prints; undefined when it prints no more. */
  nextLine(): Promise<string | undefined>;
  /** Its exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export function startProgram(
  path: string,
  args: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): ChildProgram {
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, [path, ...args], { stdio: "pipe", env });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stderr.on("data", (chunk: Uint8Array) => process.stderr.write(chunk));
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return {
    process: child,
    nextLine: async () => {
      const next = await lines.next();
      return next.done === true ? undefined : next.value;
    },
    ended: new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        resolve(code ?? signal ?? "");
      });
    }),
  };
}
