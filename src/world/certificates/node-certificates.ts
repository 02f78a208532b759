import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type {
  CertificateRequest,
  Certificates,
  CertificateValidity,
  MadeCertificate,
} from "./certificates.ts";

/** By `selfsigned`, so that this host needs no `openssl` command. */
export const nodeCertificates: Certificates = { make, validity };

const dayMs = 86_400_000;

async function make(request: CertificateRequest): Promise<MadeCertificate> {
  const [subject] = request.names;
  if (subject === undefined) return { kind: "failed", error: "it has no name" };
  try {
    const { default: selfsigned } = await import("selfsigned");
    const made = await selfsigned.generate([{ name: "commonName", value: quoted(subject) }], {
      algorithm: "sha256",
      ...(request.key === undefined ? { keyType: "ec", curve: "P-256" } : keyOptions(request.key)),
      notBeforeDate: request.from,
      notAfterDate: new Date(request.from.getTime() + request.days * dayMs),
      extensions: [
        { name: "basicConstraints", cA: false, critical: true },
        { name: "keyUsage", digitalSignature: true, critical: true },
        { name: "extKeyUsage", serverAuth: true },
        { name: "subjectAltName", altNames: request.names.map(alternativeName) },
      ],
    });
    return { kind: "ok", value: { key: request.key ?? made.private, certificate: withLineEnd(made.cert) } };
  } catch (error) {
    return { kind: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

/** A name with a comma or a plus in it would otherwise be read as several. */
function quoted(subject: string): string {
  return subject.replaceAll(/[,+"\\<>;=#]/gu, String.raw`\$&`);
}

function alternativeName(name: string) {
  return isIP(name) === 0 ? ({ type: 2, value: name } as const) : ({ type: 7, ip: name } as const);
}

const curves: Readonly<Record<string, "P-256" | "P-384" | "P-521">> = {
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
};

function keyOptions(pem: string) {
  const key = readKey(pem);
  const keyPair = {
    privateKey: pem,
    publicKey: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
  };
  if (key.asymmetricKeyType === "rsa") return { keyType: "rsa", keyPair } as const;
  const curve = curves[key.asymmetricKeyDetails?.namedCurve ?? ""];
  if (curve === undefined) throw new Error("its key is neither RSA nor on the curves P-256, P-384 or P-521");
  return { keyType: "ec", curve, keyPair } as const;
}

function readKey(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error("its key cannot be read");
  }
}

function withLineEnd(pem: string): string {
  return `${pem.trimEnd()}\n`;
}

function validity(pem: string): CertificateValidity | undefined {
  try {
    const { validFrom, validTo } = new X509Certificate(pem);
    return { from: new Date(validFrom), to: new Date(validTo) };
  } catch {
    return undefined;
  }
}
