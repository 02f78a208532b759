import { toolsOf } from "../../service/images/base-tools.ts";
import type { ImageFacts } from "../../service/images/image-facts.ts";
import type { Casting } from "./casting.ts";
import { standInLayout, toolFolder } from "./stand-in-layout.ts";

/** The service's own check, as written; the image's built-in one where it has none; a plain one for a stranger. */
export function rehearseCheck({ service, written, facts }: Casting): Readonly<Record<string, unknown>> {
  const check = written.healthcheck ?? undefined;
  if (facts === undefined) {
    const replaced = service.healthCheck?.kind === "test";
    return check === undefined
      ? {}
      : { healthcheck: replaced ? { ...check, test: ["CMD", standInLayout.answering] } : check };
  }
  if (check?.test === undefined && check?.disable !== true)
    return { healthcheck: { ...builtIn(facts), ...check } };
  return {
    healthcheck: { ...check, ...(check.test === undefined ? {} : { test: onPath(check.test, facts) }) },
  };
}

function builtIn({ healthCheck }: ImageFacts): Readonly<Record<string, unknown>> {
  if (healthCheck === undefined) return {};
  return { ...healthCheck, test: healthCheck.test.map((word) => word.replaceAll("$", "$$$$")) };
}

/**
 * A program named by its full path is found where the stand-in keeps it, if the image has it. Everything else stays
 * as it is written, and fails as it would there.
 */
function onPath(test: readonly string[], facts: ImageFacts): readonly string[] {
  const [kind = "", program = "", ...rest] = test;
  if (kind === "CMD") return [kind, located(program, facts), ...rest];
  const line = program.replaceAll(/(?<=^|[\s;|&("'`])(?:\/[\w.-]+)+/gu, (path) => located(path, facts));
  return [kind, line, ...rest];
}

function located(program: string, facts: ImageFacts): string {
  const tools = toolsOf(facts);
  const name = program.split("/").at(-1) ?? program;
  const usual = /^\/(?:usr\/)?(?:local\/)?s?bin\/[^/]+$/u.test(program) && tools.includes(name);
  const own = tools.includes(program) && program.includes("/");
  return usual || own ? `${toolFolder(name)}/${name}` : program;
}
