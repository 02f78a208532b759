import { converse } from "../ask/converse.ts";
import { parseArguments, valuedOptions } from "./arguments.ts";
import type { Played } from "./played.ts";

const valued = valuedOptions("h p a/pass user n u t x");

/** As the real one it ends with 0 on an error reply, NOAUTH included, unless `-e` asks otherwise. */
export async function redisCli(args: readonly string[]): Promise<Played> {
  const given = parseArguments(args, valued);
  const url = /^rediss?:\/\/(?:[^:@]*:([^@]*)@)?([^:/]+)(?::(\d+))?/.exec(given.values.get("u") ?? "");
  const host = given.values.get("h") ?? url?.[2] ?? "127.0.0.1";
  const port = Number(given.values.get("p") ?? url?.[3] ?? 6379);
  const password =
    given.values.get("a") ?? url?.[1] ?? process.env["REDISCLI_AUTH"] ?? process.env["VALKEYCLI_AUTH"];
  const auth = password === undefined || password === "" ? [] : [["AUTH", password]];
  const commands = [...auth, given.rest.length > 0 ? given.rest : ["PING"]];
  const say = commands.map(encode).join("");
  const enough = (heard: Buffer): boolean => replies(heard.toString()).length >= commands.length;
  const heard = await converse({ host, port, say, timeoutMs: 10_000, enough });
  if (heard.kind === "failed") {
    return {
      exitCode: 1,
      err: `Could not connect to Redis at ${host}:${String(port)}: Connection refused\n`,
    };
  }
  return ending(replies(heard.bytes.toString()), auth.length, given.flags.has("e"));
}

function ending(heard: readonly string[], authentications: number, strict: boolean): Played {
  const refused = heard.slice(0, authentications).filter((reply) => reply.startsWith("-"));
  const last = heard.at(-1) ?? "";
  return {
    exitCode: last.startsWith("-") && strict ? 1 : 0,
    out: `${last.replace(/^[-+:]/, "")}\n`,
    err: refused.map((reply) => `AUTH failed: ${reply.slice(1)}\n`).join(""),
  };
}

function encode(command: readonly string[]): string {
  const words = command.map((word) => `$${String(Buffer.byteLength(word))}\r\n${word}\r\n`);
  return `*${String(command.length)}\r\n${words.join("")}`;
}

/** Replies of one line, and bulk strings as their content. */
function replies(text: string): readonly string[] {
  const lines = text.split("\r\n").slice(0, -1);
  return lines.filter((line) => !/^\$\d+$/.test(line));
}
