import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { unpackedPackage } from "./debian-package.ts";
import { freePort } from "./free-port.ts";

/** Who may use a registry that asks. */
export const user = { name: "ann", password: "pa:ss-word" } as const;

/** That password's bcrypt hash, which is all a registry understands. */
const htpasswd = `${user.name}:$2b$04$QtUSdcXp3Pz/tV/cwul2muFw.ZA604BOamdId5b2/0sOOCoNPNNTO\n`;

export interface Registry {
  /** `127.0.0.1:34567`: an engine speaks plain HTTP to that address without being told. */
  readonly address: string;
}

export interface RegistryOptions {
  readonly asksForLogin?: boolean;
  /** What another one has kept; else a storage of its own, which goes with the test. */
  readonly storage?: string;
  /** In the network of that process, whose 127.0.0.1 is another one. */
  readonly networkOf?: number;
}

/** Debian's docker-registry; it goes with the test. */
export async function startRegistry({
  asksForLogin = false,
  storage,
  networkOf,
}: RegistryOptions = {}): Promise<Registry> {
  const program = join(await unpackedPackage("docker-registry"), "usr/bin/docker-registry");
  const folder = await mkdtemp(join(tmpdir(), "stack-registry-"));
  const address = `127.0.0.1:${String(await freePort())}`;
  await writeFile(join(folder, "htpasswd"), htpasswd);
  await writeFile(
    join(folder, "config.yml"),
    config(folder, storage ?? join(folder, "data"), { address, asksForLogin }),
  );
  const serve = [program, "serve", join(folder, "config.yml")];
  const child =
    networkOf === undefined
      ? spawn("env", serve, { stdio: "ignore" })
      : spawn("nsenter", ["--net", "--target", String(networkOf), ...serve], { stdio: "ignore" });
  onTestFinished(async () => {
    child.kill();
    await rm(folder, { recursive: true });
  });
  // in another network it cannot be asked from here
  if (networkOf === undefined) await untilAnswering(`http://${address}/v2/`);
  return { address };
}

interface Served {
  readonly address: string;
  readonly asksForLogin: boolean;
}

function config(folder: string, storage: string, { address, asksForLogin }: Served): string {
  const auth = { htpasswd: { realm: "test", path: join(folder, "htpasswd") } };
  return JSON.stringify({
    version: 0.1,
    storage: { filesystem: { rootdirectory: storage } },
    http: { addr: address },
    ...(asksForLogin ? { auth } : {}),
  });
}

/** Pushes an image that is on the engine, under a name in the registry, which is all that is left of it there. */
export async function push(image: string, name: string, login = false): Promise<void> {
  await execa("docker", ["tag", image, name]);
  const configFolder = await mkdtemp(join(tmpdir(), "stack-push-"));
  const auth = Buffer.from(`${user.name}:${user.password}`).toString("base64");
  const auths = login ? { [name.split("/")[0] ?? ""]: { auth } } : {};
  await writeFile(join(configFolder, "config.json"), JSON.stringify({ auths }));
  await execa("docker", ["--config", configFolder, "push", name]);
  await execa("docker", ["rmi", name]);
  await rm(configFolder, { recursive: true });
}

async function untilAnswering(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await delay(50);
  }
  throw new Error(`nothing answers at ${url}`);
}
