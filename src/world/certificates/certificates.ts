import type { Result } from "../result.ts";
/** Keys and certificates for TLS. */
export interface Certificates {
  /** A self-signed certificate for a server, with a new key unless one is given. */
  make(request: CertificateRequest): Promise<MadeCertificate>;
  /** When the first certificate of a PEM text holds; undefined where there is none that can be read. */
  validity(pem: string): CertificateValidity | undefined;
}

export interface CertificateRequest {
  /** Host names and addresses; the first is the subject, too. */
  readonly names: readonly string[];
  readonly from: Date;
  readonly days: number;
  /** PEM, unencrypted, RSA or one of the curves P-256, P-384 and P-521. */
  readonly key?: string;
}

/** PEM texts, or why there are none. */
export type MadeCertificate = Result<{ readonly key: string; readonly certificate: string }, string>;

export interface CertificateValidity {
  readonly from: Date;
  readonly to: Date;
}
