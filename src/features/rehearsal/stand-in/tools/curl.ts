import { readFileSync, writeFileSync } from "node:fs";
import { fetchUrl, type UrlAnswer, type UrlRequest } from "../ask/fetch-url.ts";
import { type Arguments, parseArguments, valuedOptions } from "./arguments.ts";
import { notJudged, type Played } from "./played.ts";

const valued = valuedOptions(
  "o/output X/request H/header u/user d/data/data-raw/data-binary/json m/max-time connect-timeout w/write-out url " +
    "A/user-agent retry retry-delay retry-max-time cacert cert/E key resolve unix-socket b c e x/proxy noproxy T K/config",
);

export async function curl(args: readonly string[]): Promise<Played> {
  const given = parseArguments(withConfig(args), valued);
  const url = given.values.get("url") ?? given.rest[0];
  if (url === undefined) return { exitCode: 2, err: "curl: (2) no URL specified\n" };
  if (given.values.has("unix-socket")) return notJudged("curl over a Unix socket");
  const answer = await follow(requestOf(given, url), given.flags.has("L") || given.flags.has("location"));
  return ending(answer, given, url);
}

/** `-K file` keeps credentials out of the arguments: a long option a line, its value in quotes or not. */
function withConfig(args: readonly string[]): readonly string[] {
  const file = parseArguments(args, valued).values.get("K");
  if (file === undefined) return args;
  const lines = readFileSync(file === "-" ? 0 : file, "utf8").split("\n");
  return [...args, ...lines.flatMap(optionIn)];
}

function optionIn(line: string): readonly string[] {
  const [, name, value = ""] = /^\s*-{0,2}([\w-]+)\s*[=:\s]?\s*"?(.*?)"?\s*$/.exec(line) ?? [];
  if (name === undefined) return [];
  return value === "" ? [`--${name}`] : [`--${name}`, value];
}

function requestOf(given: Arguments, url: string): UrlRequest {
  const body = given.values.get("d");
  const head = given.flags.has("I") || given.flags.has("head");
  const headers = given.all.filter(([name]) => name === "H").flatMap(([, value]) => headerLines(value));
  const user = given.values.get("u");
  return {
    url,
    method: given.values.get("X") ?? (head ? "HEAD" : body === undefined ? "GET" : "POST"),
    headers: user === undefined ? headers : [...headers, `Authorization: Basic ${btoa(user)}`],
    body,
    timeoutMs: Number(given.values.get("m") ?? given.values.get("connect-timeout") ?? 30) * 1_000,
  };
}

/** `-H @file` and `-H @-` keep a key out of the arguments. */
function headerLines(value: string): readonly string[] {
  if (!value.startsWith("@")) return [value];
  const text = readFileSync(value === "@-" ? 0 : value.slice(1), "utf8");
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

async function follow(request: UrlRequest, redirects: boolean, hops = 5): Promise<UrlAnswer> {
  const answer = await fetchUrl(request);
  if (!redirects || hops === 0 || answer.kind === "failed" || answer.location === undefined) return answer;
  return follow({ ...request, url: new URL(answer.location, request.url).href }, redirects, hops - 1);
}

function ending(answer: UrlAnswer, given: Arguments, url: string): Played {
  if (answer.kind === "failed") return failure(answer.reason, given, url);
  const fails = ["f", "fail", "fail-with-body"].some((flag) => given.flags.has(flag));
  if (fails && answer.status >= 400) {
    const err = `curl: (22) The requested URL returned error: ${String(answer.status)}\n`;
    return { exitCode: 22, ...complaint(err, given) };
  }
  const shown = ["I", "head", "i", "include"].some((flag) => given.flags.has(flag));
  const text = shown ? `${answer.head}\r\n\r\n${answer.body}` : answer.body;
  return { exitCode: 0, out: written(text, given) + writeOut(answer.status, given) };
}

function written(body: string, given: Arguments): string {
  const file = given.values.get("o");
  if (file === undefined || file === "-") return body;
  if (file !== "/dev/null") writeFileSync(file, body);
  return "";
}

function writeOut(status: number, given: Arguments): string {
  const format = given.values.get("w") ?? "";
  return format.replaceAll(/%\{(http_code|response_code)\}/g, String(status)).replaceAll("\\n", "\n");
}

function failure(reason: string, given: Arguments, url: string): Played {
  switch (reason) {
    case "tls":
      return notJudged(`curl ${url}: the stand-in has no certificate`);
    case "bad-url":
      return { exitCode: 3, ...complaint(`curl: (3) URL rejected: ${url}\n`, given) };
    case "unresolved":
      return { exitCode: 6, ...complaint(`curl: (6) Could not resolve host: ${url}\n`, given) };
    case "timed-out":
      return { exitCode: 28, ...complaint("curl: (28) Operation timed out\n", given) };
    case "not-http":
      return { exitCode: 52, ...complaint("curl: (52) Empty reply from server\n", given) };
    default:
      return {
        exitCode: 7,
        ...complaint(`curl: (7) Failed to connect to ${url}: Could not connect to server\n`, given),
      };
  }
}

/** `-s` silences errors too, unless `-S` brings them back. */
function complaint(err: string, { flags }: Arguments): { readonly err?: string } {
  const silent = flags.has("s") || flags.has("silent");
  return silent && !flags.has("S") && !flags.has("show-error") ? {} : { err };
}
