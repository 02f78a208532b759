import type { Finding } from "../../preflight/check.ts";
import { clean, cleanLines } from "../clean.ts";
import type { Story } from "../run/story.ts";

/** Workflow commands, by which GitHub shows a failure beside the run. */
export function githubAnnotations({ findings, result }: Story): string {
  const services = (result?.services ?? []).filter(({ state }) => state === "failed" || state === "degraded");
  return [
    ...findingAnnotations(findings),
    ...services.map(({ name, state, reason, fix }) =>
      annotation(state === "failed" ? "error" : "warning", name, [reason ?? "not ready", fix]),
    ),
  ].join("");
}

export function findingAnnotations(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ status }) => status === "fail" || status === "warn")
    .map(({ status, title, detail, fix }) =>
      annotation(status === "fail" ? "error" : "warning", title, [detail, fix]),
    );
}

/** One workflow command; `place` is `file=…,line=…,` where there is one. */
export function annotation(
  level: "error" | "warning",
  title: string,
  parts: readonly string[],
  place = "",
): string {
  const message = escapeMessage(cleanLines(parts.filter((part) => part !== "").join("; ")).join("\n"));
  return `::${level} ${place}title=${escapeProperty(clean(title))}::${message}\n`;
}

function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\n", "%0A");
}

export function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
