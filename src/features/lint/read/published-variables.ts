import { variablesIn } from "./variables-in.ts";
import { isWritten, listAt, textAt, writtenServices } from "./written.ts";
import type { LintLayer } from "./lint-subject.ts";

/**
 * The variables that name a port of the host in some layer: what stands before the last colon of `ports`. One that
 * stands behind it as well, and is told to the program, moves all three.
 */
export function publishedVariables(layers: readonly LintLayer[]): ReadonlySet<string> {
  const published = writtenServices(layers).flatMap(({ written }) => {
    const sides = listAt(written, ["ports"]).map(sidesOf);
    const inside = new Set(sides.flatMap(({ container }) => namesIn(container)));
    const told = new Set(programKeys.flatMap((key) => namesIn(JSON.stringify(written[key]) ?? "")));
    return sides.flatMap(({ host }) => namesIn(host)).filter((name) => !inside.has(name) || !told.has(name));
  });
  return new Set(published);
}

const programKeys = ["command", "entrypoint", "environment"];

function namesIn(text: string): readonly string[] {
  return variablesIn(text).map(({ name }) => name);
}

function sidesOf(port: unknown): { readonly host: string; readonly container: string } {
  if (isWritten(port)) {
    return { host: textAt(port, ["published"]) ?? "", container: textAt(port, ["target"]) ?? "" };
  }
  return typeof port === "string" ? portSides(port) : { host: "", container: "" };
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
