import type { Files } from "../../../world/files/files.ts";

const devices = "/sys/bus/pci/devices";
const nvidia = "0x10de";

/** Whether an NVIDIA card is plugged in; undefined where the system does not tell (WSL, other systems). */
export async function hasNvidiaCard(files: Files): Promise<boolean | undefined> {
  const names = await files.list(devices);
  if (names.length === 0) return undefined;
  const vendors = await Promise.all(names.map(async (name) => files.read(`${devices}/${name}/vendor`)));
  return vendors.some((vendor) => vendor.kind === "text" && vendor.text.trim() === nvidia);
}
