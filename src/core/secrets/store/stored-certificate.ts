import type { World } from "../../../world/world.ts";
import { secretPaths, type SecretPlace } from "./secret-place.ts";
import type { SecretProblem } from "../check/secret-problem.ts";
import { valueFile, type SecretSpec } from "../secret-spec.ts";
import { unreadableFile } from "./unreadable-file.ts";

export interface LoneKey {
  readonly path: string;
  readonly pem: string;
}

export interface StoredCertificate {
  /** Key and certificate, when both are there. */
  readonly value: { readonly value: string; readonly file: string; readonly line: number } | undefined;
  /** A key whose certificate is missing: a crash between the two, or a person's. */
  readonly loneKey: LoneKey | undefined;
  readonly problems: readonly SecretProblem[];
}

export async function readStoredCertificate(
  world: Pick<World, "files">,
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
): Promise<StoredCertificate> {
  const paths = certificatePaths(world.files, place, name, spec);
  const [key, certificate] = [await world.files.read(paths.key), await world.files.read(paths.certificate)];
  const pem = key.kind === "text" ? key.text : "";
  const chain = certificate.kind === "text" ? certificate.text : "";
  const isPair = pem !== "" && chain !== "";
  return {
    value: isPair ? { value: `${pem.trimEnd()}\n${chain}`, file: paths.certificate, line: 0 } : undefined,
    loneKey: pem !== "" && chain === "" ? { path: paths.key, pem } : undefined,
    problems: [
      ...unreadableFile(paths.key, name, key),
      ...unreadableFile(paths.certificate, name, certificate),
      ...(pem === "" && chain !== "" && key.kind !== "unreadable" ? [keyMissing(place, name, paths)] : []),
    ],
  };
}

interface CertificatePaths {
  readonly key: string;
  readonly certificate: string;
}

function certificatePaths(
  files: Pick<World["files"], "resolve">,
  place: SecretPlace,
  name: string,
  spec: SecretSpec,
): CertificatePaths {
  const stem = files.resolve(secretPaths(files, place).folder, valueFile(name, spec) ?? name.toLowerCase());
  return { key: `${stem}.key`, certificate: `${stem}.crt` };
}

function keyMissing(place: SecretPlace, name: string, paths: CertificatePaths): SecretProblem {
  return {
    id: "secrets.certificate",
    name,
    detail: `${paths.certificate} has no key: ${paths.key} is missing or empty`,
    fix: `put the key there, or remove the certificate and run: stack secrets generate ${place.environment}`,
    file: paths.certificate,
    line: 0,
    blocking: true,
  };
}
