import { callsIn, namedArguments, splitTop } from "./python-calls.ts";
import { pythonText } from "./python-text.ts";

export type PythonCall =
  | {
      readonly kind: "request";
      readonly url: string;
      readonly method: string;
      readonly headers: readonly string[];
      readonly body: string | undefined;
      readonly timeoutMs: number;
    }
  | { readonly kind: "connection"; readonly host: string; readonly port: number }
  /** It asks something, but what it asks with is only known when Python runs. */
  | { readonly kind: "unclear" };

/** The requests and connections of a program, in order, with strings worked out from literals, variables and files. */
export function readPython(code: string): readonly PythonCall[] {
  const names = namesIn(code);
  const requests = callsIn(code, [
    "urlopen",
    "Request",
    "requests.get",
    "requests.post",
    "httpx.get",
    "httpx.post",
  ]);
  const sockets = callsIn(code, ["create_connection", "connect", "connect_ex"]);
  const connections = callsIn(code, ["HTTPConnection"]);
  return [
    ...requests.flatMap(({ name, inside }) => request(name, inside, names)),
    ...sockets.flatMap(({ inside }) => connection(inside.trim().replace(/^\((.*)\).*$/s, "$1"), names)),
    ...connections.flatMap(({ inside }) => httpConnection(inside, code, names)),
  ];
}

type Names = ReadonlyMap<string, string>;

function namesIn(code: string): Names {
  const names = new Map<string, string>();
  for (const [, name = "", value = ""] of code.matchAll(/(?:^|[\n;])\s*(\w+)\s*=\s*([^=\n;][^\n;]*)/g)) {
    const text = pythonText(value, names);
    if (text !== undefined) names.set(name, text);
  }
  return names;
}

function request(name: string, inside: string, names: Names): readonly PythonCall[] {
  const [first = "", ...others] = splitTop(inside);
  const url = pythonText(first, names);
  // `urlopen(request)`: the Request has been read where it was made.
  if (url === undefined)
    return name === "urlopen" && /^\s*(\w+|.*Request\(.*)\s*$/s.test(first) ? [] : [{ kind: "unclear" }];
  const named = namedArguments(others);
  const headers = headerLines(named.get("headers"), names);
  if (headers === undefined) return [{ kind: "unclear" }];
  const hasBody = named.has("data") || named.has("json") || name.endsWith(".post");
  const method = pythonText(named.get("method") ?? "", names) ?? (hasBody ? "POST" : "GET");
  const timeoutMs = Number(pythonText(named.get("timeout") ?? "", names) || 30) * 1_000;
  return [{ kind: "request", url, method, headers, body: hasBody ? "{}" : undefined, timeoutMs }];
}

/** `{"Authorization": f"Bearer {key}"}`; undefined when one of the values cannot be worked out. */
function headerLines(dictionary: string | undefined, names: Names): readonly string[] | undefined {
  if (dictionary === undefined) return [];
  const lines: string[] = [];
  for (const entry of splitTop(dictionary.trim().replace(/^\{(.*)\}$/s, "$1"))) {
    if (entry.trim() === "") continue;
    const [, name, value] = /^\s*["']([\w-]+)["']\s*:(.*)$/s.exec(entry) ?? [];
    const text = pythonText(value ?? "", names);
    if (name === undefined || text === undefined) return undefined;
    lines.push(`${name}: ${text}`);
  }
  return lines;
}

function connection(inside: string, names: Names): readonly PythonCall[] {
  const [host, port] = splitTop(inside).map((part) => pythonText(part, names));
  if (host === undefined || port === undefined || !/^\d+$/.test(port)) return [{ kind: "unclear" }];
  return [{ kind: "connection", host, port: Number(port) }];
}

function httpConnection(inside: string, code: string, names: Names): readonly PythonCall[] {
  const [host = "", port = "80"] = splitTop(inside).map((part) => pythonText(part, names) ?? "");
  const [asked] = callsIn(code, [".request"]);
  const [method, path] = splitTop(asked?.inside ?? "").map((part) => pythonText(part, names));
  if (host === "" || path === undefined) return [{ kind: "unclear" }];
  const url = `http://${host.includes(":") ? host : `${host}:${port}`}${path}`;
  return [{ kind: "request", url, method: method ?? "GET", headers: [], body: undefined, timeoutMs: 30_000 }];
}
