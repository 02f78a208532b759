import { connect } from "../ask/connect.ts";
import { fetchUrl } from "../ask/fetch-url.ts";
import { notJudged, type Played } from "./played.ts";

/** Where no bash could be had for the image: what health checks need it for is a connection by /dev/tcp. */
export async function bash(args: readonly string[]): Promise<Played> {
  const line = args[args.indexOf("-c") + 1] ?? "";
  const [, host = "", port = ""] = /\/dev\/tcp\/([\w.:-]+)\/(\d+)/.exec(line) ?? [];
  if (port === "") return notJudged(`bash ${args.join(" ")}`);
  const path = /\bGET (\/\S*) HTTP/.exec(line)?.[1];
  if (path === undefined) {
    const answer = await connect(host, Number(port), 10_000);
    return answer === "open" ? { exitCode: 0 } : refused(host, port);
  }
  const url = `http://${host}:${port}${path}`;
  const answer = await fetchUrl({ url, method: "GET", headers: [], body: undefined, timeoutMs: 10_000 });
  if (answer.kind === "failed") return refused(host, port);
  return { exitCode: /grep\b.*200/.test(line) && answer.status !== 200 ? 1 : 0 };
}

function refused(host: string, port: string): Played {
  return {
    exitCode: 1,
    err: `bash: connect: Connection refused\nbash: line 1: /dev/tcp/${host}/${port}: Connection refused\n`,
  };
}
