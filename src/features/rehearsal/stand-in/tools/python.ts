import { readFileSync } from "node:fs";
import { connect } from "../ask/connect.ts";
import { fetchUrl } from "../ask/fetch-url.ts";
import { notJudged, type Played } from "./played.ts";

/**
 * Asks what a health check in Python would ask, in the forms in which checks of real images ask it, with addresses that
 * are written out; `{os.environ["PORT"]}` and its like inside them are filled in. Any other program is not judged.
 */
export async function python(args: readonly string[]): Promise<Played> {
  const code = codeOf(args);
  if (code.kind === "absent") return { exitCode: 2, err: `python3: can't open file '${code.file}'\n` };
  const questions = questionsIn(code.text);
  const failures = (await Promise.all(questions.map(ask))).flatMap((failure) => failure ?? []);
  if (failures.length > 0) return { exitCode: 1, err: `${failures.join("\n")}\n` };
  if (questions.length === 0) return notJudged("this Python program");
  const calls = code.text.match(anyCall)?.length ?? 0;
  return questions.length < calls ? notJudged("part of this Python program") : { exitCode: 0 };
}

type Code =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "absent"; readonly file: string };

function codeOf(args: readonly string[]): Code {
  const inline = args.indexOf("-c");
  if (inline !== -1) return { kind: "text", text: args[inline + 1] ?? "" };
  const file = args.find((word) => !word.startsWith("-"));
  if (file === undefined || args.includes("-m")) return { kind: "text", text: "" };
  try {
    return { kind: "text", text: readFileSync(file, "utf8") };
  } catch {
    return { kind: "absent", file };
  }
}

type Question =
  | { readonly kind: "page"; readonly url: string; readonly method: string; readonly timeoutMs: number }
  | { readonly kind: "port"; readonly host: string; readonly port: number };

/** Whatever may ask something: where there are more of these than questions, the rest is not judged. */
const anyCall =
  /\b(?:urlopen|requests\.\w+|httpx\.\w+|create_connection|connect(?:_ex)?|HTTPS?Connection)\s*\(/g;

const text = String.raw`(f?(?:"[^"\n]*"|'[^'\n]*'))`;
const options = String.raw`(?:\s*,([^()]*))?\s*\)`;

/** `urlopen('URL', timeout=4)`, `urlopen(Request('URL', method='HEAD'))`, `requests.get('URL')`. */
const pageForm = new RegExp(
  String.raw`\b(?:urlopen\(\s*(?:[\w.]*\bRequest\(\s*)?|requests\.(get|head)\(\s*)${text}${options}`,
  "g",
);
/** `socket.create_connection(('HOST', 80), 3)`, `s.connect(('HOST', 80))`. */
const portForm = new RegExp(
  String.raw`\b(?:create_connection|connect|connect_ex)\(\s*\(\s*${text}\s*,\s*(\d+)\s*\)`,
  "g",
);
/** `c = http.client.HTTPConnection('HOST', 80); c.request('GET', '/')`. */
const clientForm = new RegExp(
  String.raw`\bHTTPConnection\(\s*${text}\s*(?:,\s*(\d+))?${options}[\s\S]*?\.request\(\s*${text}\s*,\s*${text}\s*\)`,
  "g",
);

function questionsIn(code: string): readonly Question[] {
  const pages = [...code.matchAll(pageForm)].map(([, name = "get", url, options = ""]) =>
    /\b(?:data|headers|json|auth)\s*=/.test(options)
      ? undefined
      : page(written(url), written(/\bmethod\s*=\s*(\S+?)\s*(?:,|$)/.exec(options)?.[1]) ?? name, options),
  );
  const ports = [...code.matchAll(portForm)].map(([, host, port]): Question | undefined => {
    const name = written(host);
    return name === undefined ? undefined : { kind: "port", host: name, port: Number(port) };
  });
  const clients = [...code.matchAll(clientForm)].map(([, host, port, options = "", method, path]) => {
    const [name, asked] = [written(host), written(path)];
    const at = port === undefined ? name : `${name ?? ""}:${port}`;
    const isClear = name !== undefined && asked !== undefined;
    return isClear ? page(`http://${at ?? ""}${asked}`, written(method) ?? "GET", options) : undefined;
  });
  return [...pages, ...ports, ...clients].filter((question) => question !== undefined);
}

function page(url: string | undefined, method: string, options: string): Question | undefined {
  const seconds = Number(/\btimeout\s*=\s*([\d.]+)/.exec(options)?.[1] ?? 30);
  return url === undefined
    ? undefined
    : { kind: "page", url, method: method.toUpperCase(), timeoutMs: seconds * 1_000 };
}

/** What a string comes to; undefined where only Python could tell. */
function written(literal: string | undefined): string | undefined {
  const content = literal?.replace(/^f?["'](.*)["']$/, "$1");
  if (content === undefined || literal?.startsWith("f") === false) return content;
  const variable =
    /\{os\.(?:environ\[|environ\.get\(|getenv\()["'](\w+)["'](?:,\s*["']?([^"')]*)["']?)?[\])]\}/g;
  const filled = content.replaceAll(
    variable,
    (whole: string, name: string, otherwise?: string) => process.env[name] ?? otherwise ?? whole,
  );
  return filled.includes("{") ? undefined : filled;
}

/** What went wrong, as the last line of Python's traceback would say. */
async function ask(question: Question): Promise<string | undefined> {
  if (question.kind === "port") {
    const { host, port } = question;
    const answer = await connect(host, port, 10_000);
    return answer === "open" ? undefined : `ConnectionRefusedError: ${host}:${String(port)}: ${answer}`;
  }
  const { url } = question;
  const answer = await fetchUrl({ ...question, headers: [], body: undefined });
  if (answer.kind === "failed")
    return answer.reason === "tls" ? undefined : `urllib.error.URLError: ${url}: ${answer.reason}`;
  return answer.status < 400
    ? undefined
    : `urllib.error.HTTPError: HTTP Error ${String(answer.status)}: ${answer.reason} (${url})`;
}
