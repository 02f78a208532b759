import { toolsOf } from "../../../core/images/known-images.ts";
import type { BuiltInCheck, ImageFacts } from "../../../core/images/image-facts.ts";
import type { StandInSource } from "./stand-in-source.ts";
import { standInLayout, toolFolder } from "./stand-in-layout.ts";

type Check = NonNullable<StandInSource["written"]["healthcheck"]>;

/** The service's own check, as written; the image's built-in one where it has none; a plain one for a stranger. */
export function rehearseCheck(casting: StandInSource): { readonly healthcheck?: Check } {
  const check = checkOf(casting);
  return check === undefined ? {} : { healthcheck: shortenInterval(check, casting) };
}

function checkOf({ service, written, facts }: StandInSource): Check | undefined {
  const check = written.healthcheck ?? undefined;
  if (check?.disable === true) return check;
  if (facts === undefined) {
    return service.healthCheck?.kind === "test"
      ? { ...check, test: ["CMD", standInLayout.answering] }
      : check;
  }
  if (check?.test !== undefined) return { ...check, test: onPath(check.test, facts) };
  return facts.healthCheck === undefined ? check : { ...builtIn(facts.healthCheck), ...check };
}

/** Who asked for an unhealthy service does not want to wait for its start period, which may be an hour. */
function shortenInterval(check: Check, { service, options }: StandInSource): Check {
  const fault = options.requests.find((request) => request.service === service.name)?.fault;
  if (check.test === undefined || fault !== "unhealthy") return check;
  const { start_period: _period, start_interval: _interval, ...rest } = check;
  return { ...rest, interval: "1s" };
}

/** `$` doubled, as in all that Compose reads. */
function builtIn({ test, ...timing }: BuiltInCheck): Check {
  return { ...timing, test: test.map((word) => word.replaceAll("$", "$$$$")) };
}

/**
 * A program named by its full path is found where the stand-in keeps it, if the image has it. Everything else stays
 * as it is written, and fails as it would there.
 */
function onPath(test: readonly string[], facts: ImageFacts): string[] {
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
