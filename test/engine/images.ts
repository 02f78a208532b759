import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { unpackedPackage } from "./debian-package.ts";

/** BusyBox alone: a shell, `nc`, `httpd`, `wget` and `sleep` in 2 MB. */
export const busybox = "stack-test/busybox:1";

/** Makes the image from Debian's package, without a registry; at once where it is there already. */
export async function ensureBusybox(): Promise<void> {
  const found = await execa("docker", ["image", "inspect", busybox], { reject: false });
  if (found.exitCode === 0) return;
  const packageFolder = await unpackedPackage("busybox-static");
  const root = await mkdtemp(join(tmpdir(), "stack-test-root-"));
  await execa("sh", ["-c", layOut, packageFolder], { cwd: root });
  const changes = ["ENV PATH=/bin", 'CMD ["sh"]'].flatMap((change) => ["--change", change]);
  const pack = 'tar --owner=0 --group=0 -c . | docker import "$@"';
  await execa("sh", ["-c", pack, "docker", ...changes, "-", busybox], { cwd: root });
  await rm(root, { recursive: true });
}

const layOut = `
  set -e
  mkdir bin tmp etc && chmod 1777 tmp && chmod 755 .
  cp "$(find "$0" -type f -path "*/bin/busybox")" bin/busybox
  for name in $(bin/busybox --list); do test "$name" = busybox || ln -s busybox "bin/$name"; done
  printf 'root:x:0:0::/tmp:/bin/sh\\nnobody:x:65534:65534::/tmp:/bin/sh\\n' > etc/passwd
`;
