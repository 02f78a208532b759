import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { interfaceChecker, interfaceNames, namesIn } from "../../../src/world/network/interface-names.ts";

const table = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 7563541    6421    0    0    0     0          0         0  7563541    6421    0    0    0     0       0          0
br-cf0c69a1b2d3:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
`;

describe("the names of network interfaces", () => {
  test("stand in the kernel's table", () => {
    expect(namesIn(table)).toEqual(["lo", "br-cf0c69a1b2d3"]);
  });

  test("are read again as long as a name is missing, and no more once it was seen", () => {
    const tables = [["lo"], ["lo", "br-1"]];
    let reads = 0;
    const hasInterface = interfaceChecker(() => tables[reads++] ?? []);
    expect([hasInterface("br-1"), hasInterface("br-1"), hasInterface("br-1")]).toEqual([false, true, true]);
    expect(reads).toBe(2);
  });

  test("are those of this machine", () => {
    expect(interfaceNames()).toEqual(expect.arrayContaining(Object.keys(networkInterfaces())));
  });
});
