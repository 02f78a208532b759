import type { ProofAnswer, ProofTarget } from "./proof.ts";

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
export async function pageAnswersInside(
  {
    port,
    path,
    contains = "",
  }: { readonly port: number; readonly path: string; readonly contains?: string | undefined },
  { world, detail, signal }: ProofTarget,
): Promise<ProofAnswer> {
  const url = `http://127.0.0.1:${String(port)}${path}`;
  const command = ["/bin/sh", "-c", get, "sh", url];
  const answer = await world.engine.exec({ containerId: detail.id, command, timeoutMs, signal });
  const no = (output: string): ProofAnswer => ({
    kind: "no",
    output: `GET ${path}: ${output}`,
    exitCode: undefined,
  });
  if (answer.kind === "failed") return no(answer.failure.message);
  if (answer.value.kind === "timed-out") return no(`no answer within ${String(timeoutMs / 1_000)} s`);
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode >= 126)
    return {
      kind: "cannot-ask",
      why: "its address cannot be reached from here, and its image has neither curl nor wget",
    };
  if (exitCode !== 0) return no(stderr.trim() || `exit code ${String(exitCode)}`);
  return stdout.includes(contains) ? { kind: "yes" } : no(`does not say "${contains}"`);
}
