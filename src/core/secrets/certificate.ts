import type { World } from "../../world/world.ts";
import type { GeneratedSecret } from "./secret-spec.ts";

/** Longer than this and some clients refuse a server's certificate. */
const validDays = 825;

/** A self-signed certificate and its key in one PEM text; the key is a new one unless there is one already. */
export async function generateCertificate(
  world: Pick<World, "certificates" | "clock">,
  names: readonly string[],
  existing?: string,
): Promise<GeneratedSecret> {
  const key = existing === undefined ? {} : { key: keyOf(existing) };
  const made = await world.certificates.make({ names, from: world.clock.now(), days: validDays, ...key });
  return made.kind === "ok"
    ? { kind: "ok", value: keyOf(made.value.key) + certificateOf(made.value.certificate) }
    : made;
}

/** The PEM blocks of a text that are the private key, and those that are certificates. */
export function keyOf(pem: string): string {
  return blocks(pem, (label) => label.endsWith("PRIVATE KEY"));
}

export function certificateOf(pem: string): string {
  return blocks(pem, (label) => label === "CERTIFICATE");
}

function blocks(pem: string, isWanted: (label: string) => boolean): string {
  return [...pem.matchAll(/-----BEGIN ([A-Z ]+)-----\r?\n[\s\S]*?-----END \1-----/gu)]
    .filter((match) => isWanted(match[1] ?? ""))
    .map((match) => `${match[0]}\n`)
    .join("");
}
