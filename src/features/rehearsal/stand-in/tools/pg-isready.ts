import { converse, type Heard } from "../ask/converse.ts";
import { parseArguments, valuedOptions } from "./arguments.ts";
import { postgresAddress, postgresValued, startup } from "./postgres-client.ts";
import type { Played } from "./played.ts";

/** 0 accepting, 1 rejecting, 2 no response: as the real one ends. */
export async function pgIsReady(args: readonly string[]): Promise<Played> {
  const given = parseArguments(args, valuedOptions(`${postgresValued} t/timeout`));
  const { host, port } = postgresAddress(given);
  const timeoutMs = Number(given.values.get("t") ?? 3) * 1_000;
  const heard = await converse({ host, port, say: startup, timeoutMs, enough: (bytes) => bytes.length > 0 });
  const { exitCode, word } = verdict(heard);
  const quiet = given.flags.has("q") || given.flags.has("quiet");
  return { exitCode, ...(quiet ? {} : { out: `${host}:${String(port)} - ${word}\n` }) };
}

function verdict(heard: Heard): { readonly exitCode: number; readonly word: string } {
  const type = heard.kind === "heard" ? heard.bytes.toString("latin1", 0, 1) : "";
  if (type === "R") return { exitCode: 0, word: "accepting connections" };
  if (type === "E") return { exitCode: 1, word: "rejecting connections" };
  return { exitCode: 2, word: "no response" };
}
