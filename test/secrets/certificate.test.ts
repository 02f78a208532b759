import { X509Certificate, createPrivateKey } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { certificateOf, certifyKey, generateCertificate, keyOf } from "../../src/secrets/certificate.ts";
import { certificateState } from "../../src/secrets/certificate-state.ts";
import { completeSecrets } from "../../src/secrets/complete.ts";
import { MemoryWorld } from "./memory-world.ts";

const folder = mkdtempSync(join(tmpdir(), "stack-certificate-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The real openssl: what it answers is the point. */
const world = new MemoryWorld();
beforeEach(() => {
  world.answer = ({ command, args, input }) => {
    const { status, stdout, stderr } = spawnSync(command, [...args], {
      input: input ?? "",
      encoding: "utf8",
    });
    return { kind: "exited", exitCode: status ?? -1, stdout, stderr };
  };
});

const valueOf = (made: Awaited<ReturnType<typeof generateCertificate>>) =>
  made.kind === "ok" ? made.value : "";

describe("a certificate", () => {
  it("fits its key, names its hosts, and holds for the next weeks", async () => {
    const pem = valueOf(await generateCertificate(world, ["box.lan", "10.0.0.5", "*.box.lan"]));
    const certificate = new X509Certificate(certificateOf(pem));
    expect(certificate.checkPrivateKey(createPrivateKey(keyOf(pem)))).toBe(true);
    expect(certificate.subjectAltName).toBe("DNS:box.lan, IP Address:10.0.0.5, DNS:*.box.lan");
    expect(await certificateState(world, certificateOf(pem))).toBe("valid");
  });

  it("can be made for a key that is there, which then stays as it is", async () => {
    const key = keyOf(valueOf(await generateCertificate(world, ["one"])));
    const path = join(folder, "a.key");
    writeFileSync(path, key, { mode: 0o600 });
    const pem = valueOf(await certifyKey(world, ["two"], { path, pem: key }));
    expect(keyOf(pem)).toBe(key);
    expect(new X509Certificate(certificateOf(pem)).checkPrivateKey(createPrivateKey(key))).toBe(true);
  });

  it("that is nonsense is told apart from one that has expired", async () => {
    expect(await certificateState(world, "nonsense")).toBe("unreadable");
    world.answer = () => ({ kind: "not-found" });
    expect(await certificateState(world, "nonsense")).toBe("unknown");
  });

  it("never shows its key to another process in its arguments", async () => {
    await generateCertificate(world, ["localhost"]);
    expect(world.ran.flatMap(({ args }) => args).join(" ")).not.toContain("PRIVATE");
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
