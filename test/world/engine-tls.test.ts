import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { certificateOf, generateCertificate, keyOf } from "../../src/core/secrets/generate.ts";
import { nodeCertificates } from "../../src/world/certificates/node-certificates.ts";
import { nodeClock } from "../../src/world/node-clock.ts";
import { nodeEngine } from "../../src/world/engine/node-engine.ts";
import { bundleProgram, startProgram } from "./child-program.ts";
import { fakeProcesses } from "./fake-processes.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function newPem(): Promise<string> {
  const made = await generateCertificate({ certificates: nodeCertificates, clock: nodeClock }, ["127.0.0.1"]);
  if (made.kind !== "ok") throw new Error(made.error);
  return made.value;
}

/** An engine with that certificate, which answers those who show one of their own, whichever (ours are for servers). */
async function tlsEngine(pem: string): Promise<number> {
  const options = { key: keyOf(pem), cert: certificateOf(pem), requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, ({ socket }, response) => {
    const isShown = socket instanceof TLSSocket && "subject" in socket.getPeerCertificate();
    response.writeHead(isShown ? 200 : 403).end("[]");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function networksOver(port: number, pem: string, verify: boolean) {
  const certificates = join(await temporaryFolder(), "certs");
  await mkdir(certificates);
  await writeFile(join(certificates, "ca.pem"), certificateOf(pem));
  await writeFile(join(certificates, "cert.pem"), certificateOf(pem));
  await writeFile(join(certificates, "key.pem"), keyOf(pem));
  const environment = {
    DOCKER_HOST: `tcp://127.0.0.1:${String(port)}`,
    DOCKER_CERT_PATH: certificates,
    [verify ? "DOCKER_TLS_VERIFY" : "DOCKER_TLS"]: "1",
  };
  return nodeEngine({ environment, homeDirectory: "/nowhere" }, fakeProcesses()).networks(undefined);
}

describe("an engine behind TLS", () => {
  it("is reached with the user's certificates, if it is the one they vouch for", async () => {
    const pem = await newPem();
    const port = await tlsEngine(pem);
    expect(await networksOver(port, pem, true)).toEqual({ kind: "ok", value: [] });
    const stranger = await newPem();
    expect(await networksOver(port, stranger, true)).toMatchObject({
      error: { kind: "unreachable", message: expect.stringContaining("self-signed certificate") },
    });
  });

  it("is not judged by its certificate where the user asked for TLS without it", async () => {
    const pem = await newPem();
    expect(await networksOver(await tlsEngine(pem), await newPem(), false)).toMatchObject({ kind: "ok" });
  });
});

describe("certificates that are not there", () => {
  it("are named", async () => {
    const folder = await temporaryFolder();
    const program = await bundleProgram(
      `import { createWorld } from "./src/world/node-world.ts";
      const answer = await createWorld(undefined).engine.ping(2000);
      console.log(answer.error.message);`,
      folder,
    );
    const environment = {
      DOCKER_HOST: "tcp://127.0.0.1:1",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: folder,
    };
    const child = startProgram(program, [], environment);
    expect(await child.nextLine()).toBe(`tcp://127.0.0.1:1: no such file or directory (${folder}/ca.pem)`);
  });
});
