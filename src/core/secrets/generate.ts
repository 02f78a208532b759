import type { GeneratedSecret, SecretSpec } from "./secret-spec.ts";
import type { Random } from "../../world/random.ts";
import type { World } from "../../world/world.ts";

/** A new value of the wanted kind; `text` has none, because a person brings it. */
export async function generateSecret(
  world: Pick<World, "random" | "certificates" | "clock">,
  spec: SecretSpec,
): Promise<GeneratedSecret> {
  if (spec.kind === "certificate")
    return generateCertificate(world, spec.names ?? ["localhost", "127.0.0.1"]);
  if (spec.kind === "text") return { kind: "failed", error: "a text is brought by a person" };
  const prefix = spec.prefix ?? "";
  const length = (spec.length ?? defaultLengths[spec.kind] + prefix.length) - prefix.length;
  const body = spec.kind === "hex" ? randomHex(world.random, length) : randomWord(world.random, length);
  return { kind: "ok", value: `${prefix}${body}` };
}

/** Without the prefix. */
const defaultLengths = { password: 32, "api-key": 48, hex: 64, jwt: 64 } as const;

/**
 * 64 characters that need no quoting in an env file, a URL or a shell: six bits of each byte choose one, so none is
 * likelier than another.
 */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/** Begins with a letter or digit: a leading `-` would be an option to some command. */
function randomWord(random: Random, length: number): string {
  for (;;) {
    const word = Array.from(random.bytes(length), (byte) => alphabet.charAt(byte % 64)).join("");
    if (/^[A-Za-z0-9]/u.test(word)) return word;
  }
}

function randomHex(random: Random, length: number): string {
  const bytes = random.bytes(Math.ceil(length / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, length);
}

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
