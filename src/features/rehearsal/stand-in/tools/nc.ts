import { readFileSync } from "node:fs";
import { connect } from "../ask/connect.ts";
import { converse } from "../ask/converse.ts";
import { parseArguments, valuedOptions } from "./arguments.ts";
import type { Played } from "./played.ts";

export async function nc(args: readonly string[]): Promise<Played> {
  const given = parseArguments(args, valuedOptions("w p s i q"));
  const [host = "127.0.0.1", port = "0"] = given.rest;
  const timeoutMs = Number(given.values.get("w") ?? 10) * 1_000;
  if (given.flags.has("z")) {
    return { exitCode: (await connect(host, Number(port), timeoutMs)) === "open" ? 0 : 1 };
  }
  const say = readFileSync(0);
  const heard = await converse({ host, port: Number(port), say, timeoutMs, enough: () => false });
  return heard.kind === "heard" ? { exitCode: 0, out: heard.bytes.toString() } : { exitCode: 1 };
}
