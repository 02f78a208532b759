import { converse } from "../ask/converse.ts";
import { parseArguments, valuedOptions } from "./arguments.ts";
import { postgresAddress, postgresValued, startup } from "./postgres-client.ts";
import { notJudged, type Played } from "./played.ts";

const valued = valuedOptions(`${postgresValued} c/command f/file v/set/variable o/output`);

/** Connects for real; what a query would find is not known here. */
export async function psql(args: readonly string[]): Promise<Played> {
  const { host, port } = postgresAddress(parseArguments(args, valued));
  const enough = (bytes: Buffer): boolean => bytes.length > 0;
  const heard = await converse({ host, port, say: startup, timeoutMs: 10_000, enough });
  const type = heard.kind === "heard" ? heard.bytes.toString("latin1", 0, 1) : "";
  if (type === "R") return notJudged("what the query finds");
  const place = `connection to server at "${host}", port ${String(port)} failed`;
  return {
    exitCode: 2,
    err: `psql: error: ${place}: ${type === "E" ? "it is starting up" : "Connection refused"}\n`,
  };
}
