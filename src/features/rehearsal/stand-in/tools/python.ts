import { readFileSync } from "node:fs";
import { connect } from "../ask/connect.ts";
import { fetchUrl } from "../ask/fetch-url.ts";
import { notJudged, type Played } from "./played.ts";
import { type PythonCall, readPython } from "./read-python.ts";

/** Does what a health check in Python would do: the requests and connections that can be read off its code. */
export async function python(args: readonly string[]): Promise<Played> {
  const code = codeOf(args);
  if (code.kind === "absent") return { exitCode: 2, err: `python3: can't open file '${code.file}'\n` };
  const calls = readPython(code.text);
  if (calls.length === 0) return notJudged("this Python program");
  const failures = (await Promise.all(calls.map(perform))).flatMap((failure) => failure ?? []);
  if (failures.length > 0) return { exitCode: 1, err: `${failures.join("\n")}\n` };
  return calls.some((call) => call.kind === "unclear")
    ? notJudged("part of this Python program")
    : { exitCode: 0 };
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

/** What went wrong, as the last line of Python's traceback would say. */
async function perform(call: PythonCall): Promise<string | undefined> {
  switch (call.kind) {
    case "unclear":
      return undefined;
    case "connection": {
      const answer = await connect(call.host, call.port, 10_000);
      return answer === "open"
        ? undefined
        : `ConnectionRefusedError: ${call.host}:${String(call.port)}: ${answer}`;
    }
    case "request": {
      const answer = await fetchUrl(call);
      if (answer.kind === "failed") {
        return answer.reason === "tls" ? undefined : `urllib.error.URLError: ${call.url}: ${answer.reason}`;
      }
      return answer.status < 400
        ? undefined
        : `urllib.error.HTTPError: HTTP Error ${String(answer.status)}: ${answer.reason} (${call.url})`;
    }
  }
}
