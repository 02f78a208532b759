import { bash } from "./bash.ts";
import { curl } from "./curl.ts";
import { jq } from "./jq.ts";
import { nc } from "./nc.ts";
import { perl } from "./perl.ts";
import { pgIsReady } from "./pg-isready.ts";
import { notJudged, type Played } from "./played.ts";
import { psql } from "./psql.ts";
import { python } from "./python.ts";
import { redisCli } from "./redis-cli.ts";
import { mc, silo } from "./s3-tools.ts";
import { wget } from "./wget.ts";

type Tool = (args: readonly string[]) => Played | Promise<Played>;

const tools: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  ["bash", bash],
  ["curl", curl],
  ["wget", wget],
  ["python3", python],
  ["python", python],
  ["perl", perl],
  ["pg_isready", pgIsReady],
  ["psql", psql],
  ["redis-cli", redisCli],
  ["valkey-cli", redisCli],
  ["mc", mc],
  ["silo", silo],
  ["jq", jq],
  ["nc", nc],
]);

/** Plays a tool that images bring and a stand-in has not. */
export async function playTool(name: string, args: readonly string[]): Promise<Played> {
  const tool = tools.get(name);
  return tool === undefined ? notJudged(`${name} ${args.join(" ")}`) : tool(args);
}
