import { writeFileSync } from "node:fs";
import { join } from "node:path";

const fixtures = join(import.meta.dirname, "..", "fixtures", "nvidia-smi");

/** Puts a program `nvidia-smi` into a folder that answers as it did on a recorded machine; returns the PATH with it first. */
export function fakeNvidiaSmi(folder: string, recorded: string): string {
  const fixture = join(fixtures, `${recorded}.json`);
  const text = script.replace("FIXTURE", JSON.stringify(fixture));
  writeFileSync(join(folder, "nvidia-smi"), `#!${process.execPath}\n${text}`, { mode: 0o755 });
  return `${folder}:${process.env["PATH"] ?? ""}`;
}

const script = `
const { gpus, topo, nvlink, error, exitCode } = JSON.parse(require("node:fs").readFileSync(FIXTURE, "utf8"));
const words = process.argv.slice(2);
const query = words.find((word) => word.startsWith("--query-gpu="));
if (error !== undefined) {
  console.log(error);
  process.exitCode = exitCode ?? 1;
} else if (query !== undefined) {
  const fields = query.slice("--query-gpu=".length).split(",");
  for (const gpu of gpus) console.log(fields.map((field) => gpu[field] ?? "[N/A]").join(", "));
} else if (words[0] === "topo") console.log(topo ?? "");
else if (words[0] === "nvlink") console.log(nvlink ?? "");
`;
