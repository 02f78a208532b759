import * as z from "zod";
import { parseJson } from "../../../world/parse-json.ts";

/** What an export holds, once opened. */
const exportSchema = z.object({
  schema: z.literal(1),
  environment: z.string(),
  exportedAt: z.string(),
  secrets: z.record(z.string(), z.string()),
});

export type SecretExport = z.infer<typeof exportSchema>;

export type OpenedExport =
  | { readonly kind: "opened"; readonly content: SecretExport }
  | { readonly kind: "wrong-passphrase" }
  | { readonly kind: "not-an-export" };

/** `workFactor` n makes each try of a passphrase take 2^n steps: 18, the usual one, is about a second. */
export interface Lock {
  readonly passphrase: string;
  readonly workFactor: number;
}

/** An age file with a passphrase, as text: the `age` command opens it too. */
export async function sealExport(content: SecretExport, lock: Lock): Promise<string> {
  const age = await import("age-encryption");
  const encrypter = new age.Encrypter();
  encrypter.setPassphrase(lock.passphrase);
  encrypter.setScryptWorkFactor(lock.workFactor);
  return age.armor.encode(await encrypter.encrypt(JSON.stringify(content)));
}

export async function openExport(text: string, passphrase: string): Promise<OpenedExport> {
  const age = await import("age-encryption");
  const bytes = dearmor(age.armor.decode, text);
  if (bytes === undefined) return { kind: "not-an-export" };
  const decrypter = new age.Decrypter();
  decrypter.addPassphrase(passphrase);
  // The library throws one kind of error for all that can be wrong; a header that is none was refused above.
  const json = await decrypter.decrypt(bytes, "text").catch(() => undefined);
  if (json === undefined) return { kind: "wrong-passphrase" };
  const parsed = exportSchema.safeParse(parseJson(json));
  return parsed.success ? { kind: "opened", content: parsed.data } : { kind: "not-an-export" };
}

/** Undefined for what does not begin as an age file does. */
function dearmor(decode: (text: string) => Uint8Array, text: string): Uint8Array | undefined {
  try {
    const bytes = decode(text);
    return new TextDecoder().decode(bytes.slice(0, 22)) === "age-encryption.org/v1\n" ? bytes : undefined;
  } catch {
    return undefined;
  }
}
