import type { World } from "../world/world.ts";

export type CertificateState = "valid" | "expiring" | "expired" | "unreadable" | "unknown";

/** Whether a certificate holds now, and in 30 days; unknown without an `openssl` command to ask. */
export async function certificateState(
  world: Pick<World, "processes">,
  pem: string,
): Promise<CertificateState> {
  const [now, soon] = await Promise.all([holdsIn(world, pem, 0), holdsIn(world, pem, 30)]);
  if (now !== "yes") return now === "no" ? "expired" : now;
  return soon === "no" ? "expiring" : "valid";
}

async function holdsIn(
  world: Pick<World, "processes">,
  pem: string,
  days: number,
): Promise<"yes" | "no" | "unreadable" | "unknown"> {
  const result = await world.processes.run({
    command: "openssl",
    args: ["x509", "-noout", "-checkend", String(days * 86_400)],
    input: pem,
    timeoutMs: 20_000,
  });
  if (result.kind !== "exited") return "unknown";
  if (result.exitCode === 0) return "yes";
  return result.stdout.includes("will expire") ? "no" : "unreadable";
}
