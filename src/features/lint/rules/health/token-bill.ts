import { parseImageReference } from "../../../../core/images/image-reference.ts";
import { askedPaths } from "../../read/asked-paths.ts";
import { checkedServices } from "../../checked-services.ts";
import type { Rule } from "../../rule.ts";

export const tokenBill: Rule = {
  id: "health.bills-tokens",
  meaning: "LiteLLM's /health calls every model, at each check",
  fix: "ask /health/readiness",
  reads: "models",
  about: "environment",
  check: (subject) =>
    checkedServices(subject)
      .filter(({ service }) => parseImageReference(service.image ?? "").path.includes("litellm"))
      .filter((checked) => askedPaths(checked).some(({ path }) => path === "/health"))
      .map(({ service, place }) => ({
        ...place,
        service: service.name,
        message: "/health of LiteLLM calls every model, at each check: it costs tokens and wakes the GPUs",
        fix: "ask /health/readiness",
      })),
};
