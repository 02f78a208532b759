import { mkdir, readdir, rename } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** BusyBox alone: a shell, `nc`, `httpd`, `wget` and `sleep` in 2 MB. */
export const busybox = "stack-test/busybox:1";

/** Makes the image from Debian's package, without a registry; at once where it is there already. */
export async function ensureBusybox(): Promise<void> {
  const found = await execa("docker", ["image", "inspect", busybox], { reject: false });
  if (found.exitCode === 0) return;
  const root = await unpackedBusybox();
  const change = 'ENV PATH=/bin\nCMD ["sh"]'.split("\n").flatMap((line) => ["--change", line]);
  await execa("sh", [
    "-c",
    'tar -C "$0" --owner=0 --group=0 -c . | docker import "$@"',
    root,
    ...change,
    "-",
    busybox,
  ]);
}

async function unpackedBusybox(): Promise<string> {
  const cache = join(tmpdir(), `stack-test-busybox-${userInfo().username}`);
  const root = join(cache, "root");
  if (await holds(cache, "root")) return root;
  const work = join(cache, `work-${String(process.pid)}`);
  await mkdir(work, { recursive: true });
  await execa("apt-get", ["download", "busybox-static"], { cwd: work });
  await execa("sh", ["-c", "dpkg -x busybox-static_*.deb package"], { cwd: work });
  await execa("sh", ["-c", layOut], { cwd: work });
  await rename(join(work, "root"), root).catch(() => undefined); // another run was faster
  return root;
}

const layOut = `
  set -e
  mkdir -p root/bin root/tmp root/etc && chmod 1777 root/tmp
  cp "$(find package -type f -path "*/bin/busybox")" root/bin/busybox
  for name in $(root/bin/busybox --list); do test "$name" = busybox || ln -s busybox "root/bin/$name"; done
  printf 'root:x:0:0::/tmp:/bin/sh\\nnobody:x:65534:65534::/tmp:/bin/sh\\n' > root/etc/passwd
`;

async function holds(directory: string, name: string): Promise<boolean> {
  const names = await readdir(directory).catch(() => []);
  return names.some((found) => found === name);
}
