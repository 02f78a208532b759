import { fetchUrl } from "../ask/fetch-url.ts";
import { notJudged, type Played } from "./played.ts";

/** `mc ready <alias>` asks the server on this machine; everything else needs a real one. */
export async function mc(args: readonly string[]): Promise<Played> {
  return args[0] === "ready" ? ask("/minio/health/cluster") : notJudged(`mc ${args[0] ?? ""}`);
}

export async function silo(args: readonly string[]): Promise<Played> {
  const [command, what = "ready"] = args.filter((word) => !word.startsWith("-"));
  return command === "healthcheck" ? ask(`/minio/health/${what}`) : notJudged(`silo ${command ?? ""}`);
}

async function ask(path: string): Promise<Played> {
  const url = `http://127.0.0.1:9000${path}`;
  const answer = await fetchUrl({ url, method: "GET", headers: [], body: undefined, timeoutMs: 10_000 });
  return answer.kind === "answered" && answer.status === 200
    ? { exitCode: 0, out: "The cluster is ready\n" }
    : { exitCode: 1, err: `The cluster is unreachable: ${url}\n` };
}
