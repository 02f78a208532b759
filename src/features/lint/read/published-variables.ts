import { variablesIn } from "./variables-in.ts";
import { isWritten, listAt, textAt, writtenServices } from "./written.ts";
import type { LintLayer } from "./subject.ts";

/** The variables that name a port of the host in some layer: what stands before the last colon of `ports`. */
export function publishedVariables(layers: readonly LintLayer[]): ReadonlySet<string> {
  const hostSides = writtenServices(layers).flatMap(({ written }) =>
    listAt(written, ["ports"]).map(hostSide),
  );
  return new Set(hostSides.flatMap((text) => variablesIn(text).map(({ name }) => name)));
}

function hostSide(port: unknown): string {
  if (isWritten(port)) return textAt(port, ["published"]) ?? "";
  return typeof port === "string" ? portSides(port).host : "";
}

/** `address:host:container`, cut at the last colon that is not inside a variable's default. */
export function portSides(port: string): { readonly host: string; readonly container: string } {
  const parts = [""];
  for (const piece of port.split(/(\$\{[^}]*\}+)/u)) {
    const [first = "", ...rest] = piece.startsWith("${") ? [piece] : piece.split(":");
    parts.push(`${parts.pop() ?? ""}${first}`, ...rest);
  }
  return { host: parts.slice(0, -1).join(":"), container: parts.at(-1) ?? "" };
}
