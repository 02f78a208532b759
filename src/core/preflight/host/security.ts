import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { warn } from "../finding.ts";
import { isLoopback } from "../port/port-address.ts";
import type { WantedPort } from "../port/wanted-ports.ts";

export interface SecurityNeeds {
  readonly ports: readonly WantedPort[];
  /** Services with mounts of host files. */
  readonly mounts: readonly { readonly service: string; readonly path: string }[];
}

interface SecurityObservation {
  readonly selinuxEnforcing: boolean;
  readonly ufwActive: boolean;
  readonly engineSelinux: boolean;
}

/** What the system forbids that the user does not expect, and what it does not forbid although they do. */
export function securityCheck(needs: SecurityNeeds): Check {
  return check({ name: "security", observe: observeSecurity, judge: (seen) => judgeSecurity(needs, seen) });
}

async function observeSecurity({ files }: World): Promise<SecurityObservation> {
  const [enforce, ufw, daemon] = await Promise.all([
    files.read("/sys/fs/selinux/enforce"),
    files.read("/etc/ufw/ufw.conf"),
    files.read("/etc/docker/daemon.json"),
  ]);
  return {
    selinuxEnforcing: enforce.kind === "text" && enforce.text.trim() === "1",
    ufwActive: ufw.kind === "text" && /^ENABLED=yes\s*$/m.test(ufw.text),
    engineSelinux: daemon.kind === "text" && /"selinux-enabled"\s*:\s*true/.test(daemon.text),
  };
}

function judgeSecurity(needs: SecurityNeeds, seen: SecurityObservation): readonly Finding[] {
  return [...judgeFirewall(needs, seen), ...judgeSelinux(needs, seen)];
}

/** Docker writes its own rules before ufw's: a published port is open to the network whatever ufw says. */
function judgeFirewall({ ports }: SecurityNeeds, { ufwActive }: SecurityObservation): readonly Finding[] {
  const open = ports.filter(({ address }) => !isLoopback(address));
  if (!ufwActive || open.length === 0) return [];
  const names = open.map(({ service, from }) => `${service} (${from})`);
  return [
    warn("host.firewall", {
      title: `ufw does not protect what Docker publishes: ${names.join(", ")}`,
      detail: "Docker's own rules come first, so these ports are open to the network",
      fix: "publish on 127.0.0.1, or filter in the chain DOCKER-USER: https://docs.docker.com/engine/network/packet-filtering-firewalls/",
      data: { ports: open.map(({ service, from, address }) => ({ service, port: from, address })) },
    }),
  ];
}

function judgeSelinux({ mounts }: SecurityNeeds, seen: SecurityObservation): readonly Finding[] {
  if (!seen.selinuxEnforcing || !seen.engineSelinux || mounts.length === 0) return [];
  const services = [...new Set(mounts.map(({ service }) => service))];
  return [
    warn("host.selinux", {
      title: `SELinux may keep ${services.join(", ")} from reading mounted files`,
      detail: "a mount without the option z keeps its label, which containers may not read",
      fix: `label the files for containers: sudo chcon -Rt container_file_t ${mounts[0]?.path ?? "."}`,
      data: { services },
    }),
  ];
}
