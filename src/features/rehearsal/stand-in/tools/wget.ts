import { writeFileSync } from "node:fs";
import { fetchUrl, type UrlAnswer, type UrlRequest } from "../ask/fetch-url.ts";
import { type Arguments, parseArguments, valuedOptions } from "./arguments.ts";
import { notJudged, type Played } from "./played.ts";

const valued = valuedOptions(
  "O/output-document T/timeout/connect-timeout/read-timeout t/tries U/user-agent Y/proxy P/directory-prefix " +
    "o/output-file H/header d/post-data user password",
);

/** wget as busybox has it. */
export async function wget(args: readonly string[]): Promise<Played> {
  const given = parseArguments(args, valued);
  const url = given.rest[0];
  if (url === undefined) return { exitCode: 1, err: "wget: missing URL\n" };
  const answer = await follow(requestOf(given, url), 5);
  if (answer.kind === "failed") return failure(answer.reason, url);
  if (answer.status >= 400) {
    return {
      exitCode: 1,
      err: `wget: server returned error: HTTP/1.1 ${String(answer.status)} ${answer.reason}\n`,
    };
  }
  return given.flags.has("spider") ? { exitCode: 0 } : save(answer.body, given, url);
}

/** Busybox asks with HEAD for `--spider` in some builds: a route that is for GET alone then fails. */
function requestOf(given: Arguments, url: string): UrlRequest {
  const body = given.values.get("d");
  return {
    url,
    method: given.flags.has("spider") ? "HEAD" : body === undefined ? "GET" : "POST",
    headers: given.all.filter(([name]) => name === "H").map(([, value]) => value),
    body,
    timeoutMs: Number(given.values.get("T") ?? 30) * 1_000,
  };
}

async function follow(request: UrlRequest, hops: number): Promise<UrlAnswer> {
  const answer = await fetchUrl(request);
  if (hops === 0 || answer.kind === "failed" || answer.location === undefined) return answer;
  return follow({ ...request, url: new URL(answer.location, request.url).href }, hops - 1);
}

/** Without `-O` it writes a file named after the URL, which a user without a writable folder cannot. */
function save(body: string, given: Arguments, url: string): Played {
  const named = given.values.get("O") ?? (url.split(/[?#]/)[0]?.split("/").pop() || "index.html");
  if (named === "-") return { exitCode: 0, out: body };
  if (named === "/dev/null") return { exitCode: 0 };
  try {
    writeFileSync(named, body, { flag: given.values.has("O") ? "w" : "wx" });
    return { exitCode: 0 };
  } catch (error) {
    return {
      exitCode: 1,
      err: `wget: can't open '${named}': ${error instanceof Error ? error.message : ""}\n`,
    };
  }
}

function failure(reason: string, url: string): Played {
  switch (reason) {
    case "tls":
      return notJudged(`wget ${url}: the stand-in has no certificate`);
    case "bad-url":
      return { exitCode: 1, err: `wget: not an http or ftp url: ${url}\n` };
    case "unresolved":
      return { exitCode: 1, err: `wget: bad address '${url}'\n` };
    case "timed-out":
      return { exitCode: 1, err: "wget: download timed out\n" };
    case "not-http":
      return { exitCode: 1, err: "wget: error getting response\n" };
    default:
      return { exitCode: 1, err: `wget: can't connect to remote host (${url}): Connection refused\n` };
  }
}
