import { X509Certificate, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { certificateOf, generateCertificate, keyOf } from "../../../src/core/secrets/generate.ts";
import { completeSecrets } from "../../../src/core/secrets/complete.ts";
import { MemoryWorld } from "./memory-world.ts";

let world = new MemoryWorld();
beforeEach(() => {
  world = new MemoryWorld();
});

const day = 86_400_000;

async function pemFor(names: readonly string[], key?: string): Promise<string> {
  const made = await generateCertificate(world, names, key);
  if (made.kind === "failed") throw new Error(made.error);
  return made.value;
}

function newKey(kind: "rsa" | "P-256" | "P-384" | "P-521", form: "pkcs8" | "sec1" | "pkcs1"): string {
  if (kind === "rsa") {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return privateKey.export({ type: form === "sec1" ? "pkcs8" : form, format: "pem" }).toString();
  }
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: kind });
  return privateKey.export({ type: form === "pkcs1" ? "pkcs8" : form, format: "pem" }).toString();
}

describe("a certificate", () => {
  it("fits its key, names its hosts, is for a server only, and holds for 825 days", async () => {
    const pem = await pemFor(["box.lan", "10.0.0.5", "*.box.lan", "fd00::1"]);
    const certificate = new X509Certificate(certificateOf(pem));
    expect(certificate.checkPrivateKey(createPrivateKey(keyOf(pem)))).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subject).toBe("CN=box.lan");
    expect(certificate.checkHost("box.lan")).toBe("box.lan");
    expect(certificate.checkHost("api.box.lan")).toBe("*.box.lan");
    expect(certificate.checkHost("other.lan")).toBeUndefined();
    expect(certificate.checkIP("10.0.0.5")).toBe("10.0.0.5");
    expect(certificate.checkIP("fd00::1")).toBe("fd00::1");
    expect([certificate.ca, certificate.keyUsage]).toEqual([false, ["1.3.6.1.5.5.7.3.1"]]);
    const held = Date.parse(certificate.validTo) - Date.parse(certificate.validFrom);
    expect(Math.round(held / day)).toBe(825);
  });

  it.each([
    ["P-256", "pkcs8"],
    ["P-256", "sec1"],
    ["P-384", "pkcs8"],
    ["P-521", "sec1"],
    ["rsa", "pkcs8"],
    ["rsa", "pkcs1"],
  ] as const)(
    "can be made for a key that is there (%s, %s), which then stays as it is",
    async (kind, form) => {
      const key = newKey(kind, form);
      const pem = await pemFor(["two"], key);
      expect(keyOf(pem)).toBe(key);
      const certificate = new X509Certificate(certificateOf(pem));
      expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
      expect(certificate.verify(certificate.publicKey)).toBe(true);
    },
  );

  it("takes any name for one name", async () => {
    const certificate = new X509Certificate(certificateOf(await pemFor(["a, O=other + b", "c"])));
    expect(certificate.subject.split("\n")).toHaveLength(1);
  });

  it.each([
    ["without a name", []],
    ["for a key of another kind", ["box.lan"]],
  ])("%s is refused, and why is said", async (_, names) => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const made = await generateCertificate(world, names, key);
    expect(made).toMatchObject({
      kind: "failed",
      error: expect.stringMatching(/^it has no name$|^its key is neither RSA/u),
    });
  });
});

describe("a certificate's two files", () => {
  const complete = () =>
    completeSecrets(world, {
      environment: "production",
      directory: "/box",
      specs: { TLS: { kind: "certificate", file: "tls", mode: "0444" } },
      variables: {},
    });

  it("are written once, readable by the server, and a person's own pair is left alone", async () => {
    await complete();
    expect(world.text("/box/secrets/production/tls.key")).toMatch(/^-----BEGIN PRIVATE KEY-----\n/u);
    expect(world.text("/box/secrets/production/tls.crt")).toMatch(/^-----BEGIN CERTIFICATE-----\n/u);
    expect(world.mode("/box/secrets/production/tls.key")).toBe("444");
    world.put("/box/secrets/production/tls.key", "# mine\r\nkey", 0o444);
    world.put("/box/secrets/production/tls.crt", "# mine\r\nchain", 0o444);
    world.writes.length = 0;
    expect(await complete()).toMatchObject({ generated: [], kept: ["TLS"], problems: [] });
    expect(world.writes).toEqual([]);
  });

  it("that lost the key are told of, not replaced", async () => {
    await complete();
    await world.files.remove("/box/secrets/production/tls.key");
    expect((await complete()).problems).toMatchObject([
      { id: "secrets.certificate", name: "TLS", blocking: true },
    ]);
  });
});
