import type { World } from "../world/world.ts";
import { certificateOf } from "./certificate.ts";
import { certificateState, type CertificateState } from "./certificate-state.ts";
import type { SecretPlace } from "./secret-place.ts";
import type { SecretProblem } from "./secret-problem.ts";
import type { SecretSpecs } from "./secret-spec.ts";
import type { StoredSecrets } from "./stored-secrets.ts";

interface SeenCertificate {
  readonly name: string;
  readonly file: string;
  readonly state: CertificateState;
}

export async function observeCertificates(
  world: Pick<World, "processes">,
  specs: SecretSpecs,
  stored: StoredSecrets,
): Promise<readonly SeenCertificate[]> {
  const found = Object.entries(specs).flatMap(([name, spec]) => {
    const value = stored.values.get(name);
    return spec.kind === "certificate" && value !== undefined ? [{ name, ...value }] : [];
  });
  const seen = found.map(async ({ name, file, value }) => {
    const state = await certificateState(world, certificateOf(value));
    return { name, file, state };
  });
  return Promise.all(seen);
}

export function judgeCertificates(
  place: SecretPlace,
  seen: readonly SeenCertificate[],
): readonly SecretProblem[] {
  return seen.flatMap(({ name, file, state }) => {
    const words = wordsFor(state);
    if (words === undefined) return [];
    const fix = `stack secrets rotate ${place.environment} ${name}`;
    return [
      { id: "secrets.certificate", name, detail: `${file} ${words}`, fix, file, line: 0, blocking: false },
    ];
  });
}

function wordsFor(state: CertificateState): string | undefined {
  switch (state) {
    case "valid":
    case "unknown":
      return undefined;
    case "expiring":
      return "expires within 30 days";
    case "expired":
      return "has expired: clients refuse it";
    case "unreadable":
      return "is no certificate that openssl can read";
  }
}
