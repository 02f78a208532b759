import { certificateOf } from "../generate.ts";
import type { SecretProblem } from "./secret-problem.ts";
import type { SecretSpecs } from "../secret-spec.ts";
import type { SecretPlace } from "../store/secret-place.ts";
import type { StoredSecrets } from "../store/stored-secrets.ts";
import type { World } from "../../../world/world.ts";

type CertificateState = "valid" | "expiring" | "expired" | "unreadable";

interface SeenCertificate {
  readonly name: string;
  readonly file: string;
  readonly state: CertificateState;
}

export function observeCertificates(
  world: Pick<World, "certificates" | "clock">,
  specs: SecretSpecs,
  stored: StoredSecrets,
): readonly SeenCertificate[] {
  return Object.entries(specs).flatMap(([name, spec]) => {
    const found = stored.values.get(name);
    if (spec.kind !== "certificate" || found === undefined) return [];
    return [{ name, file: found.file, state: stateOf(world, certificateOf(found.value)) }];
  });
}

const expiringMs = 30 * 86_400_000;

function stateOf(
  { certificates, clock }: Pick<World, "certificates" | "clock">,
  pem: string,
): CertificateState {
  const validity = certificates.validity(pem);
  if (validity === undefined) return "unreadable";
  const leftMs = validity.to.getTime() - clock.now().getTime();
  if (leftMs <= 0) return "expired";
  return leftMs < expiringMs ? "expiring" : "valid";
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
      return undefined;
    case "expiring":
      return "expires within 30 days";
    case "expired":
      return "has expired: clients refuse it";
    case "unreadable":
      return "is no certificate that can be read";
  }
}
