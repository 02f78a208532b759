import type { Files } from "../../../world/files/files.ts";
import type { World } from "../../../world/world.ts";
import type { GpuTrouble } from "./gpu-report.ts";

/** What the computer itself says of its cards, whatever the driver says. */
export interface BusSeen {
  /** Undefined where the system does not tell (WSL, a Jetson, another system). */
  readonly cards: readonly BusCard[] | undefined;
  /** Graphics of other makers, by their names. */
  readonly others: readonly string[];
  readonly wsl: boolean;
  /** What runs in a container is shown the bus whole, and only the cards it was given. */
  readonly container: boolean;
  /** Undefined where the firmware does not tell. */
  readonly secureBoot: boolean | undefined;
}

export interface BusCard {
  /** `0000:08:00.0` */
  readonly address: string;
  /** The kernel's driver that holds it: nvidia, nouveau, vfio-pci; "" for none. */
  readonly driver: string;
}

const devices = "/sys/bus/pci/devices";
const makers: Readonly<Record<string, string>> = { "0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel" };

export async function observeBus(world: World): Promise<BusSeen> {
  const { files } = world;
  const [names, wsl, container, tegra, secureBoot] = await Promise.all([
    files.list(devices),
    isWsl(world),
    isContainer(files),
    isTegra(files),
    isSecureBoot(files),
  ]);
  const seen = (await Promise.all(names.map(async (name) => lookAtDevice(files, name)))).flat();
  const cards = seen.filter(({ maker }) => maker === "NVIDIA");
  return {
    cards: names.length === 0 || wsl || tegra ? undefined : cards,
    others: [...new Set(seen.flatMap(({ maker }) => (maker === "NVIDIA" ? [] : [maker])))],
    wsl,
    container,
    secureBoot,
  };
}

/** A display controller of a maker of cards; not the parts of a card that virtual machines are given. */
async function lookAtDevice(
  files: Files,
  name: string,
): Promise<readonly (BusCard & { readonly maker: string })[]> {
  const path = `${devices}/${name}`;
  const vendor = await textOf(files, `${path}/vendor`);
  const maker = makers[vendor];
  if (maker === undefined) return [];
  const kind = await textOf(files, `${path}/class`);
  if (kind !== "" && !kind.startsWith("0x03")) return [];
  if ((await files.stat(`${path}/physfn`)).kind !== "absent") return [];
  const link = `${path}/driver`;
  const hasDriver = (await files.stat(link)).kind === "directory";
  return [{ address: name, maker, driver: hasDriver ? files.basename(await files.realPath(link)) : "" }];
}

async function textOf(files: Files, path: string): Promise<string> {
  const content = await files.read(path);
  return content.kind === "text" ? content.text.trim() : "";
}

/** Under WSL the driver is Windows'. */
export async function isWsl({ files, machine }: Pick<World, "files" | "machine">): Promise<boolean> {
  return (
    machine.environment["WSL_DISTRO_NAME"] !== undefined ||
    /microsoft/iu.test(await textOf(files, "/proc/version"))
  );
}

async function isContainer(files: Files): Promise<boolean> {
  const marks = await Promise.all(
    ["/.dockerenv", "/run/.containerenv"].map(async (path) => files.stat(path)),
  );
  return marks.some(({ kind }) => kind === "file");
}

/** The card of a Jetson is on no bus. */
async function isTegra(files: Files): Promise<boolean> {
  return /nvidia,tegra/u.test(await textOf(files, "/sys/firmware/devicetree/base/compatible"));
}

async function isSecureBoot(files: Files): Promise<boolean | undefined> {
  const variable = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
  const content = await files.read(variable);
  // four bytes of attributes, then the value
  return content.kind === "text" ? content.text.endsWith("\u0001") : undefined;
}

/** Drivers that keep a card for a virtual machine. */
const keepers: ReadonlySet<string> = new Set(["vfio-pci", "pci-stub", "xen-pciback", "pciback"]);

export function isKept({ driver }: BusCard): boolean {
  return keepers.has(driver);
}

/** Cards that are plugged in, and that nvidia-smi does not speak of. */
export function silentCards(
  { cards, container }: BusSeen,
  shown: readonly string[],
  told: readonly GpuTrouble[],
): readonly GpuTrouble[] {
  if (cards === undefined || container || shown.length === 0) return [];
  const known = new Set([...shown, ...told.flatMap(({ busId }) => busId ?? [])]);
  return cards
    .filter((card) => !known.has(card.address) && !isKept(card))
    .map(({ address, driver }) => ({
      kind: driver === "nvidia" ? "lost" : "not-driven",
      busId: address,
      said:
        driver === "nvidia"
          ? "it is on the PCI bus, and nvidia-smi does not show it"
          : `it is held by ${driver === "" ? "no driver" : driver}`,
    }));
}
