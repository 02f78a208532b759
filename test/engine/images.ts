import { unpackedPackage } from "./debian-package.ts";
import { ensureMade, madeImage } from "./made-image.ts";

const script = `
  set -e
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  cd "$root"
  mkdir bin tmp etc && chmod 1777 tmp && chmod 755 .
  cp "$(find "$BUSYBOX" -type f -path "*/bin/busybox")" bin/busybox
  for name in $(bin/busybox --list); do test "$name" = busybox || ln -s busybox "bin/$name"; done
  printf 'root:x:0:0::/tmp:/bin/sh\\nnobody:x:65534:65534::/tmp:/bin/sh\\n' > etc/passwd
  tar --owner=0 --group=0 -c . | docker import --change 'ENV PATH=/bin' --change 'CMD ["sh"]' - "$0"
`;

const image = madeImage("busybox:1", script);

/** BusyBox alone: a shell, `nc`, `httpd`, `wget` and `sleep` in 2 MB. */
export const busybox = image.reference;

/** Made from Debian's package. */
export function ensureBusybox(): Promise<void> {
  return ensureMade(image, async () => ({ BUSYBOX: await unpackedPackage("busybox-static") }));
}
