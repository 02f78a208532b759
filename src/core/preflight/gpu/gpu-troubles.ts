import type { Finding } from "../check.ts";
import { finding, warn } from "../finding.ts";
import type { FindingId } from "../finding-ids.ts";
import { inequality, isUsable, pairsByMerit, shortName } from "./gpu-topology.ts";
import type { Gpu, GpuNeed, GpuNvlinks, GpuReport, GpuTrouble } from "./gpu-report.ts";

/** What is wrong with single cards, and with what should join them, while others can be used. */
export function judgeTroubles({
  report,
  need,
}: {
  readonly report: GpuReport;
  readonly need: GpuNeed;
}): readonly Finding[] {
  const { troubles = [] } = report;
  return [...troubles.map((trouble) => judgeTrouble(trouble, need)), ...unlinkedCards(report)];
}

function judgeTrouble(trouble: GpuTrouble, need: GpuNeed): Finding {
  const { gpu, busId, said } = trouble;
  const data = { gpu: gpu ?? null, busId: busId ?? null, said };
  const { id, blocks, title, detail, fix } = describe(trouble);
  const status = blocks && need === "required" ? "fail" : "warn";
  return finding(status, id, { title: `${title}: ${said}`, detail, fix, data });
}

interface Described {
  readonly id: FindingId;
  /** Where a card is required. */
  readonly blocks: boolean;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
}

function describe(trouble: GpuTrouble): Described {
  const card = named(trouble);
  switch (trouble.kind) {
    case "lost":
      return {
        id: "gpu.lost",
        blocks: true,
        title: `${card} cannot be used`,
        detail: "what nvidia-smi showed is not all that this machine has",
        fix: resets(trouble),
      };
    case "power":
      return {
        id: "gpu.power",
        blocks: true,
        title: `${card} gets too little power`,
        detail: "",
        fix: "switch the computer off and push in every power cable of the card, one cable a plug",
      };
    case "inforom":
    case "not-driven":
    case "incomplete":
      return { blocks: false, ...harmless[trouble.kind](card) };
  }
}

/** What keeps no other card from being used. */
const harmless: Readonly<
  Record<"inforom" | "not-driven" | "incomplete", (card: string) => Omit<Described, "blocks">>
> = {
  inforom: (card) => ({
    id: "gpu.inforom",
    title: `${card} has a damaged infoROM`,
    detail: "it may compute, and what it says of itself (name, limits, errors) is not sure",
    fix: "restart the computer; where it comes back, have the card replaced",
  }),
  "not-driven": (card) => ({
    id: "gpu.not-driven",
    title: `${card} is plugged in and not used`,
    detail: "a driver that is too new or too old for a card leaves it alone",
    fix: "see why: sudo dmesg | grep -i nvrm",
  }),
  incomplete: () => ({
    id: "gpu.incomplete",
    title: "there may be more cards than were shown",
    detail: "",
    fix: "run nvidia-smi by hand and read what it says; then sudo dmesg | grep -i nvrm",
  }),
};

function named({ gpu, busId }: GpuTrouble): string {
  if (gpu !== undefined) return `GPU ${gpu}`;
  return busId === undefined ? "a card" : `the card at ${busId}`;
}

/** A reset of the card alone is enough where it asks for one; who fell off the bus comes back with the computer. */
function resets({ gpu, busId, said }: GpuTrouble): string {
  const card = gpu ?? busId;
  const restart = "see sudo dmesg | grep -i xid, then restart the computer (sudo reboot)";
  return /reset/iu.test(said) && card !== undefined
    ? `with nothing on it: sudo nvidia-smi --gpu-reset -i ${card}; else ${restart}`
    : restart;
}

/** The best pair, where it is equal and could be joined better than it is. */
function unlinkedCards(report: GpuReport): readonly Finding[] {
  const [best] = pairsByMerit(report.gpus.filter(isUsable), report.links);
  if (best === undefined || best.first.name !== best.second.name || inequality(best) !== undefined) return [];
  if (report.links.length === 0) return [];
  const cards = [best.first, best.second];
  const states = cards.flatMap((card) => report.nvlinks?.find(({ gpu }) => gpu === card.index) ?? []);
  if (best.link?.nvlink === true) {
    return report.gpus.length === 2
      ? states
          .filter(({ someInactive }) => someInactive)
          .slice(0, 1)
          .map(partly)
      : [];
  }
  const canJoin = states.some(({ someInactive }) => someInactive) || cards.every(hasConnector);
  return canJoin ? [notJoined(best.first, best.second, best.link?.type)] : [];
}

function partly({ gpu, active }: GpuNvlinks): Finding {
  return warn("gpu.nvlink", {
    title: `not all NVLinks between the two cards are active: ${active} of GPU ${gpu}'s are`,
    detail: "the cards talk to each other slower than they could",
    fix: "switch off, seat the bridge anew, and see: nvidia-smi nvlink --status",
    data: { gpus: [gpu], active },
  });
}

function notJoined(first: Gpu, second: Gpu, type = "PCIe"): Finding {
  return warn("gpu.nvlink", {
    title: `GPU ${first.index} and GPU ${second.index} (${shortName(first)}) could be joined by NVLink, and are not (${type})`,
    detail: "without a bridge, or with one that is not seated, they share a model over PCIe, which is slower",
    fix: "put an NVLink bridge on, or seat it anew with the computer off, and see: nvidia-smi nvlink --status",
    data: { gpus: [first.index, second.index], type },
  });
}

/** Cards with a connector for a bridge, or a board that joins them, by NVIDIA's names. */
const connectors =
  /\b(?:V100|A100|A800|H100|H200|H800|H20|B100|B200|B300|A30|A40|A4500|A5000|A5500|A6000|RTX 3090|RTX 2080|TITAN RTX|TITAN V|GV100|GP100|Quadro RTX [568]000)\b/u;

/** PCI Express cards of the same names in the cloud are rarely joined, and nobody there can seat a bridge. */
function hasConnector({ name }: Gpu): boolean {
  return connectors.test(name) && !/\bPCIe?\b|Ada|Max-Q|Laptop/iu.test(name);
}
