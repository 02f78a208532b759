import type { World } from "../world/world.ts";
import type { GeneratedSecret } from "./generated-secret.ts";

/** Longer than this and some clients refuse a server's certificate. */
const validDays = 825;

/**
 * A new key and a self-signed certificate for it, in one PEM text. By the `openssl` command: it is on every machine
 * that speaks TLS, needs no network, and spares a package for one kind of secret.
 */
export function generateCertificate(
  world: Pick<World, "processes">,
  names: readonly string[],
): Promise<GeneratedSecret> {
  return certify(world, names, ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
}

/** A certificate for a key that stands in a file already. */
export async function certifyKey(
  world: Pick<World, "processes">,
  names: readonly string[],
  key: { readonly path: string; readonly pem: string },
): Promise<GeneratedSecret> {
  const made = await certify(world, names, ["-new", "-key", key.path]);
  return made.kind === "ok" ? { kind: "ok", value: `${key.pem}${certificateOf(made.value)}` } : made;
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

async function certify(
  world: Pick<World, "processes">,
  names: readonly string[],
  key: readonly string[],
): Promise<GeneratedSecret> {
  const result = await world.processes.run({
    command: "openssl",
    args: ["req", "-x509", ...key, "-days", String(validDays), "-config", "-"],
    input: requestFor(names),
    timeoutMs: 20_000,
  });
  if (result.kind === "not-found") return { kind: "failed", reason: "the openssl command is not installed" };
  if (result.kind !== "exited") return { kind: "failed", reason: `openssl did not finish (${result.kind})` };
  if (result.exitCode !== 0 || certificateOf(result.stdout) === "")
    return { kind: "failed", reason: `openssl made none (exit ${result.exitCode})` };
  return { kind: "ok", value: keyOf(result.stdout) + certificateOf(result.stdout) };
}

function requestFor(names: readonly string[]): string {
  const alternatives = names.map((name) => `${isAddress(name) ? "IP" : "DNS"}:${name}`).join(",");
  return `[req]
distinguished_name = subject
x509_extensions = extensions
prompt = no
[subject]
CN = ${names[0] ?? "localhost"}
[extensions]
subjectAltName = ${alternatives}
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
`;
}

function isAddress(name: string): boolean {
  return /^[\d.]+$/u.test(name) || name.includes(":");
}
