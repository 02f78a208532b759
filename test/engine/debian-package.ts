import { mkdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { oneAtATime } from "../../bin/set-up/one-at-a-time.mjs";

/** The files of one of Debian's packages, unpacked but not installed; fetched once, and kept between runs. */
export async function unpackedPackage(name: string): Promise<string> {
  const cache = join(tmpdir(), `stack-test-packages-${userInfo().username}`);
  const folder = join(cache, name);
  if (await exists(folder)) return folder;
  const work = join(cache, `${name}.${String(process.pid)}`);
  await mkdir(work, { recursive: true });
  await onePackageUserAtATime(() => download(name, work));
  await execa("sh", ["-c", `dpkg -x ./${name}_*.deb unpacked`], { cwd: work });
  await rename(join(work, "unpacked"), folder).catch(() => undefined); // another run may have been faster
  await rm(work, { recursive: true });
  return folder;
}

/** A fresh machine has no lists of packages yet. */
async function download(name: string, cwd: string): Promise<void> {
  const first = await execa("apt-get", ["download", name], { cwd, reject: false });
  if (first.exitCode === 0) return;
  await execa("apt-get", ["update"]);
  await execa("apt-get", ["download", name], { cwd });
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Debian's package tools refuse to work while another of them does. */
export async function onePackageUserAtATime(work: () => Promise<void>): Promise<void> {
  await oneAtATime("debian-packages", { work, onWaiting: () => undefined });
}
