import { hasShell, toolsOf } from "../../../../core/images/base-tools.ts";
import type { ImageFacts } from "../../../../core/images/image-facts.ts";
import { checkedServices } from "../../checked-services.ts";
import { programsIn } from "../../read/programs-in.ts";
import type { Rule } from "../../rule.ts";

/** A check whose program is missing is a service that is never healthy. */
export const probeProgram: Rule = {
  id: "health.program-missing",
  meaning: "a health check calls a program that the image does not have",
  fix: "use one that it has, or an x-stack probe, which needs none inside",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject).flatMap(({ service, test, facts, place }) => {
      if (facts === undefined) return [];
      const missing = new Set(programsIn(test).filter((program) => !isThere(program, facts)));
      return [...missing].map((program) => ({
        ...place,
        service: service.name,
        message: `${service.image ?? ""} has no ${program}, which this health check calls`,
        fix: hasShell(facts)
          ? `use what it has: ${useful(facts)}`
          : "nothing can run inside it: remove the check, and add an x-stack probe",
      }));
    }),
};

function isThere(program: string, facts: ImageFacts): boolean {
  // a place of its own may well be there: only the PATH is known
  return program.includes("/") || program.startsWith("$") || toolsOf(facts).includes(program);
}

function useful(facts: ImageFacts): string {
  const probing = /^(?:bash|curl|wget|nc|python3|node|perl|.*-cli|pg_isready|psql|mc|silo|promtool)$/u;
  return (
    toolsOf(facts)
      .filter((tool) => probing.test(tool))
      .join(", ") || "an x-stack probe"
  );
}
