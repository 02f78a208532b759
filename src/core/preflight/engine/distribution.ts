import type { Files } from "../../../world/files/files.ts";

/** Which Linux this is, as far as advice on installing differs. */
export interface Distribution {
  /** `debian`, `ubuntu`, `fedora`, …; "" when unknown. */
  readonly id: string;
  readonly version: string;
  readonly systemd: boolean;
}

export async function observeDistribution(files: Files): Promise<Distribution> {
  const [release, systemd] = await Promise.all([
    files.read("/etc/os-release"),
    files.stat("/run/systemd/system"),
  ]);
  const text = release.kind === "text" ? release.text : "";
  return { id: field(text, "ID"), version: field(text, "VERSION_ID"), systemd: systemd.kind === "directory" };
}

function field(text: string, name: string): string {
  return new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(text)?.[1] ?? "";
}

/** The command that installs an Engine and a Compose new enough, or where to read about it. */
export function installDocker({ id, version }: Distribution): string {
  switch (id) {
    case "ubuntu":
      return "sudo apt-get install docker.io docker-compose-v2 docker-buildx";
    case "debian":
      return Number(version) >= 13
        ? "sudo apt-get install docker.io docker-compose docker-buildx"
        : manual(id);
    case "fedora":
      return "sudo dnf install moby-engine docker-compose";
    case "arch":
      return "sudo pacman -S docker docker-compose docker-buildx";
    default:
      return manual(id);
  }
}

/** The distribution's own packages are too old, or not known: Docker's are current. */
function manual(id: string): string {
  const page = ["debian", "rhel", "centos", "raspbian"].includes(id) ? `${id}/` : "";
  return `install Docker's own packages: https://docs.docker.com/engine/install/${page}`;
}

export function startDocker({ systemd }: Distribution, platform: string): string {
  if (platform === "darwin") return "open -a Docker";
  return systemd ? "sudo systemctl start docker" : "sudo service docker start";
}
