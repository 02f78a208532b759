import type { CheckedPage } from "./probes/checked-page.ts";
import type { Gate } from "./proving.ts";
import type { ProofTarget } from "./probes/proof.ts";

const timeoutMs = 2_000;

/** Whether a health check behind this gate may succeed now; true where that cannot be seen from here. */
export async function isGateOpen({ ports, page }: Gate, target: ProofTarget): Promise<boolean> {
  const { address } = target;
  if (address === undefined || ports.length === 0) return true;
  const answers = await Promise.all(ports.map(async (port) => connects(address, port, target)));
  return answers.includes(true) && (page === undefined || (await isServed(page, address, target)));
}

async function connects(address: string, port: number, { world, signal }: ProofTarget): Promise<boolean> {
  return (await world.network.connect({ address, port, timeoutMs, settleMs: 0, signal })) === "open";
}

/** A server that is not done says so with 5xx; anything else may be what the check wants, or what only it can judge. */
async function isServed(
  { port, path }: CheckedPage,
  address: string,
  { world, signal }: ProofTarget,
): Promise<boolean> {
  const host = address.includes(":") ? `[${address}]` : address;
  const url = `http://${host}:${String(port)}${path}`;
  const answer = await world.network.get({ url, timeoutMs, signal });
  return answer.kind === "failed" ? answer.reason === "not-http" : answer.status < 500;
}
