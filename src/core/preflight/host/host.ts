import type { World } from "../../../world/world.ts";
import { check } from "../check.ts";
import type { Check, Finding } from "../check.ts";
import { warn } from "../finding.ts";

interface HostObservation {
  readonly now: Date;
  readonly inotifyInstances: number | undefined;
  readonly inotifyWatches: number | undefined;
  /** Files open on the whole machine, and how many there may be. */
  readonly filesOpen: number | undefined;
  readonly filesMax: number | undefined;
  readonly wsl: boolean;
  readonly directory: string;
}

/** Settings of the machine that break services in ways that say nothing of the cause. */
export function hostCheck(): Check {
  return check({ name: "host", observe: observeHost, judge: judgeHost });
}

async function observeHost({ files, clock, machine }: World): Promise<HostObservation> {
  const [instances, watches, open, version] = await Promise.all([
    firstNumbers(files, "/proc/sys/fs/inotify/max_user_instances"),
    firstNumbers(files, "/proc/sys/fs/inotify/max_user_watches"),
    firstNumbers(files, "/proc/sys/fs/file-nr"),
    files.read("/proc/version"),
  ]);
  return {
    now: clock.now(),
    inotifyInstances: instances[0],
    inotifyWatches: watches[0],
    filesOpen: open[0],
    filesMax: open[2],
    wsl: version.kind === "text" && /microsoft/i.test(version.text),
    directory: machine.workingDirectory,
  };
}

async function firstNumbers(files: World["files"], path: string): Promise<readonly number[]> {
  const content = await files.read(path);
  if (content.kind !== "text") return [];
  const numbers = content.text.trim().split(/\s+/).map(Number);
  return numbers.every(Number.isFinite) ? numbers : [];
}

function judgeHost(seen: HostObservation): readonly Finding[] {
  return [...judgeClock(seen), ...judgeInotify(seen), ...judgeOpenFiles(seen), ...judgeWsl(seen)];
}

/** A clock that is years off makes every certificate invalid: pulls fail with words about x509. */
function judgeClock({ now }: HostObservation): readonly Finding[] {
  const year = now.getUTCFullYear();
  if (year >= 2026 && year < 2100) return [];
  return [
    warn("host.clock", {
      title: `the clock of this machine says ${now.toISOString().slice(0, 10)}`,
      detail: "certificates are refused when the clock is wrong, so images and models cannot be pulled",
      fix: "sudo timedatectl set-ntp true",
      data: { now: now.toISOString() },
    }),
  ];
}

function judgeInotify({ inotifyInstances, inotifyWatches }: HostObservation): readonly Finding[] {
  const low = [
    ...limitBelow("fs.inotify.max_user_instances", inotifyInstances, 128),
    ...limitBelow("fs.inotify.max_user_watches", inotifyWatches, 65_536),
  ];
  return low.map(({ name, value, wanted }) =>
    warn("host.inotify", {
      title: `${name} is ${value}, less than the ${wanted} that many containers need together`,
      detail: 'services that watch files then fail with "no space left on device" or "too many open files"',
      fix: `sudo sysctl -w ${name}=${wanted}`,
      data: { name, value, wanted },
    }),
  );
}

interface LowLimit {
  readonly name: string;
  readonly value: number;
  readonly wanted: number;
}

function limitBelow(name: string, value: number | undefined, wanted: number): readonly LowLimit[] {
  return value === undefined || value >= wanted ? [] : [{ name, value, wanted }];
}

function judgeOpenFiles({ filesOpen, filesMax }: HostObservation): readonly Finding[] {
  if (filesOpen === undefined || filesMax === undefined || filesOpen < 0.9 * filesMax) return [];
  return [
    warn("host.open-files", {
      title: `${filesOpen} of ${filesMax} files that this machine can hold open are open`,
      fix: `sudo sysctl -w fs.file-max=${2 * filesMax}`,
      data: { filesOpen, filesMax },
    }),
  ];
}

/** Windows' disks are reached over a network file system: slow, and without the modes that secrets need. */
function judgeWsl({ wsl, directory }: HostObservation): readonly Finding[] {
  if (!wsl || !/^\/mnt\/[a-z](\/|$)/.test(directory)) return [];
  return [
    warn("host.wsl", {
      title: `${directory} is on a Windows disk`,
      detail: "mounts from there are slow, and file modes do not hold, so secrets would be open",
      fix: "move the folder into the Linux file system: cp -r . ~/stack && cd ~/stack",
      data: { directory },
    }),
  ];
}
