import { costByAddress, hostOf, no } from "./probe.ts";
import type { CheckedPage, Probe, ProofAnswer, ProofTarget } from "./probe.ts";

interface Page extends CheckedPage {
  /** What it has to say, beside answering with less than 400. */
  readonly contains?: string | undefined;
}

/** A page that is declared for the service, by HTTP. */
export function pageProbe(page: Page): Probe {
  return {
    description: `GET ${page.path}`,
    isHealthCheck: false,
    cost: costByAddress,
    path: page.path,
    ask: async (target) =>
      target.address === undefined
        ? pageAnswersInside(page, target)
        : pageAnswers(page, { ...target, address: target.address }),
  };
}

async function pageAnswers(
  { port, path, contains = "" }: Page,
  { world, address, signal }: ProofTarget & { readonly address: string },
): Promise<ProofAnswer> {
  const url = `http://${hostOf(address)}:${String(port)}${path}`;
  const answer = await world.network.get({ url, timeoutMs: 5_000, signal });
  if (answer.kind === "failed") return no(`GET ${path}: connection ${answer.reason}`);
  if (answer.status >= 400) return no(`GET ${path}: HTTP ${String(answer.status)}`);
  return answer.body.includes(contains) ? { kind: "yes" } : no(`GET ${path} does not say "${contains}"`);
}

const timeoutMs = 8_000;
/** With what most images have; its own 127 where this one has neither. A static busybox crashes at wget's own `-T`. */
const get = `if command -v curl >/dev/null; then exec curl -fsS -m 5 "$1"; fi
command -v wget >/dev/null || exit 127
if command -v timeout >/dev/null; then exec timeout 5 wget -q -O - "$1"; fi
exec wget -q -O - "$1"`;

/**
 * Asks for a page from within the container, where its address cannot be reached: a remote engine, or one in a network of
 * its own. Its published port is no way there: on this machine the same port may be somebody else's.
 */
async function pageAnswersInside(
  { port, path, contains = "" }: Page,
  { world, detail, signal }: ProofTarget,
): Promise<ProofAnswer> {
  const url = `http://127.0.0.1:${String(port)}${path}`;
  const command = ["/bin/sh", "-c", get, "sh", url];
  const answer = await world.engine.exec({ containerId: detail.id, command, timeoutMs, signal });
  if (answer.kind === "failed") return no(`GET ${path}: ${answer.error.message}`);
  if (answer.value.kind === "timed-out")
    return no(`GET ${path}: no answer within ${String(timeoutMs / 1_000)} s`);
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode >= 126)
    return {
      kind: "cannot-ask",
      why: "its address cannot be reached from here, and its image has neither curl nor wget",
    };
  if (exitCode !== 0) return no(`GET ${path}: ${stderr.trim() || `exit code ${String(exitCode)}`}`);
  return stdout.includes(contains) ? { kind: "yes" } : no(`GET ${path}: does not say "${contains}"`);
}
