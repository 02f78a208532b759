import { describe, expect, it } from "vitest";
import { observeGpus } from "../../../../src/core/preflight/gpu/gpu-query.ts";
import type { ProcessResult } from "../../../../src/world/processes/processes.ts";
import { gpuFixture, nvidiaSmiOf } from "./gpu-fixture.ts";
import { printed, scripted, stubFiles, stubMachine, stubWorld } from "./stub-world.ts";

const never = new AbortController().signal;

interface Plugged {
  readonly vendor?: string;
  readonly kind?: string;
  /** "" for none. */
  readonly driver?: string;
  /** A part of a card that is lent to virtual machines. */
  readonly isPart?: boolean;
}

/** `/sys` of a computer with these devices, by address. */
function computer(
  devices: Readonly<Record<string, Plugged>>,
  more: Readonly<Record<string, string | undefined>> = {},
) {
  const tree: Record<string, string | undefined> = {
    ...more,
    "/sys/bus/pci/devices/0000:00:00.0": undefined,
    "/sys/bus/pci/devices/0000:00:00.0/vendor": "0x8086\n",
    "/sys/bus/pci/devices/0000:00:00.0/class": "0x060000\n",
  };
  for (const [address, { vendor = "0x10de", kind = "0x030000", driver = "", isPart }] of Object.entries(
    devices,
  )) {
    const path = `/sys/bus/pci/devices/${address}`;
    Object.assign(tree, {
      [path]: undefined,
      [`${path}/vendor`]: `${vendor}\n`,
      [`${path}/class`]: `${kind}\n`,
    });
    if (driver !== "") tree[`${path}/driver`] = undefined;
    if (isPart === true) tree[`${path}/physfn`] = undefined;
  }
  const driverAt = (path: string) => devices[path.split("/").at(-2) ?? ""]?.driver ?? "";
  return stubFiles(tree, {
    realPath: async (path) => `/sys/bus/pci/drivers/${driverAt(path)}`,
    basename: (path) => path.split("/").at(-1) ?? "",
  });
}

const nvidia: Plugged = { driver: "nvidia" };
const notLoaded: ProcessResult = printed(
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n",
  9,
);

async function failing(
  result: ProcessResult,
  files: ReturnType<typeof computer>,
  environment: Readonly<Record<string, string>> = {},
) {
  const machine = stubMachine({ environment });
  const { error } = await observeGpus(
    stubWorld({ processes: scripted(() => result), files, machine }),
    never,
  );
  return error;
}

describe("a computer whose driver does not answer", () => {
  it.each([
    ["couldn't communicate", notLoaded],
    ["no devices", printed("No devices were found\n", 6)],
    ["no library", printed("NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.\n", 12)],
  ])("and has no NVIDIA card gets no advice on drivers: %s", async (_said, result) => {
    const amd = computer({ "0000:03:00.0": { vendor: "0x1002" } });
    const error = await failing(result, amd);
    expect(error).toMatchObject({ code: "no-devices" });
    expect(error?.message).toContain("no NVIDIA card");
    expect(error?.message).toContain("AMD");
    expect(error?.fix).not.toMatch(/modprobe|dkms|apt|driver/u);
  });

  it("is not taken for one without a card for NVIDIA's audio or its bridges alone", async () => {
    const audio = computer({ "0000:01:00.1": { kind: "0x040300" }, "0000:00:01.0": { kind: "0x060400" } });
    expect((await failing(notLoaded, audio))?.message).toContain("no NVIDIA card");
  });

  it("and has one gets it loaded; its key is enrolled only where Secure Boot is on", async () => {
    const firmware = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    const cards = { "0000:01:00.0": {} };
    const off = await failing(notLoaded, computer(cards, { [firmware]: "\u0006\u0000\u0000\u0000\u0000" }));
    expect(off).toMatchObject({ code: "driver-not-loaded", fix: expect.stringContaining("modprobe nvidia") });
    expect(off?.fix).not.toContain("mokutil");
    const on = await failing(notLoaded, computer(cards, { [firmware]: "\u0006\u0000\u0000\u0000\u0001" }));
    expect(on?.fix).toMatch(/^Secure Boot is on.*mokutil --import/u);
  });

  it("where nouveau holds the card, gets NVIDIA's", async () => {
    const error = await failing(notLoaded, computer({ "0000:01:00.0": { driver: "nouveau" } }));
    expect(error?.fix).toContain("nouveau");
  });

  it("where the card is kept for virtual machines, says so", async () => {
    const kept = computer({ "0000:01:00.0": { driver: "vfio-pci" }, "0000:02:00.0": { driver: "vfio-pci" } });
    const error = await failing(printed("No devices were found\n", 6), kept);
    expect(error?.message).toContain("vfio-pci");
  });

  it.each([notLoaded, printed("Failed to initialize NVML: Driver/library version mismatch\n", 18)])(
    "under WSL gets no driver inside",
    async (result) => {
      const error = await failing(result, computer({}), { WSL_DISTRO_NAME: "Ubuntu" });
      expect(error?.fix).toContain("in Windows");
      expect(error?.fix).not.toMatch(/apt|modprobe|rmmod/u);
    },
  );

  it("of a Jetson, whose card is on no bus, is not said to have none", async () => {
    const tegra = { "/sys/firmware/devicetree/base/compatible": "nvidia,p3737\u0000nvidia,tegra234\u0000" };
    expect(await failing(notLoaded, computer({}, tegra))).toMatchObject({ code: "driver-not-loaded" });
  });
});

describe("cards that are plugged in and not shown", () => {
  /** The recorded box has its two cards at 08:00.0 and 09:00.0. */
  async function troubles(devices: Readonly<Record<string, Plugged>>, more = {}) {
    const processes = scripted(nvidiaSmiOf(gpuFixture("dual-3090-nvlink")));
    const seen = await observeGpus(stubWorld({ processes, files: computer(devices, more) }), never);
    return (seen.troubles ?? []).map(({ kind, busId }) => [kind, busId]);
  }
  const both = { "0000:08:00.0": nvidia, "0000:09:00.0": nvidia };

  it("are none where all are shown", async () => {
    expect(await troubles(both)).toEqual([]);
  });

  it.each([
    ["one that the driver holds is lost", nvidia, [["lost", "0000:0a:00.0"]]],
    ["one that no driver holds is not used", {}, [["not-driven", "0000:0a:00.0"]]],
    ["one of nouveau is not used", { driver: "nouveau" }, [["not-driven", "0000:0a:00.0"]]],
    ["one kept for virtual machines is meant so", { driver: "vfio-pci" }, []],
    ["a part of a card is none", { driver: "nvidia", isPart: true }, []],
    ["another maker's is none of ours", { vendor: "0x8086", driver: "i915" }, []],
  ])("%s", async (_what, third, expected) => {
    expect(await troubles({ ...both, "0000:0a:00.0": third })).toEqual(expected);
  });

  it("are not missed in a container, which is shown the whole bus", async () => {
    const more = { "/.dockerenv": "" };
    expect(await troubles({ ...both, "0000:0a:00.0": nvidia }, more)).toEqual([]);
  });
});
