import { readFileSync } from "node:fs";
import { flagOf, type SpokenService } from "./spoken-service.ts";

export type RedisPassword =
  | { readonly kind: "none" }
  | { readonly kind: "set"; readonly value: string }
  /** Set by something only the real program works out, such as a shell's substitution. */
  | { readonly kind: "unknown" };

/** From `--requirepass`, or from the configuration file it is started with and the files that one includes. */
export function redisPassword(speaker: SpokenService): RedisPassword {
  const flag = flagOf(speaker, "--requirepass");
  if (flag !== undefined) return /[$`]/.test(flag) ? { kind: "unknown" } : { kind: "set", value: flag };
  const files = speaker.argv.filter((word) => word.endsWith(".conf"));
  const value = files.map((file) => fromFile(file, 0)).find((found) => found !== undefined);
  return value === undefined ? { kind: "none" } : { kind: "set", value };
}

function fromFile(file: string, depth: number): string | undefined {
  let password: string | undefined;
  for (const line of linesOf(file)) {
    const [word = "", value = ""] = line.trim().split(/\s+/);
    const bare = value.replace(/^(["'])(.*)\1$/, "$2");
    if (word === "requirepass") password = bare;
    if (word === "include" && depth < 5) password = fromFile(bare, depth + 1) ?? password;
  }
  return password;
}

/** The real server refuses to start on a file it may not read, and so does this one. */
function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    process.stderr.write(`Fatal error, can't open config file '${file}': Permission denied\n`);
    process.exit(1);
  }
}
