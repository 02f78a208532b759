import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { parseSocketTable } from "../../../src/world/network/socket-table.ts";

const header =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

describe("the kernel's table of sockets", () => {
  it("shows who listens on IPv4", () => {
    const table = `${header}
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 21404 1 0000000000000000 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18243 1 0000000000000000 100 0 0 10 0
   2: 0100007F:1538 0100007F:C1A2 01 00000000:00000000 00:00000000 00000000   999        0 30001 1 0000000000000000 20 4 30 10 -1
`;
    expect(parseSocketTable(table)).toEqual([
      { address: "127.0.0.1", port: 5432, userId: 999, inode: "21404" },
      { address: "0.0.0.0", port: 22, userId: 0, inode: "18243" },
    ]);
  });

  it("shows who listens on IPv6", () => {
    const row = (address: string) =>
      `   0: ${address}:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7 1 0 100 0 0 10 0`;
    const addresses = [
      "00000000000000000000000000000000",
      "00000000000000000000000001000000",
      "0000000000000000FFFF00000100007F",
      "B80D0120000000000000000001000000",
    ];
    expect(parseSocketTable(addresses.map(row).join("\n")).map(({ address }) => address)).toEqual([
      "::",
      "::1",
      "127.0.0.1",
      "2001:db8:0:0:0:0:0:1",
    ]);
  });

  it("shows unconnected UDP sockets", () => {
    const row =
      "  481: 00000000:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 12 2 0 0";
    expect(parseSocketTable(row)).toEqual([{ address: "0.0.0.0", port: 514, userId: 0, inode: "12" }]);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        parseSocketTable(text);
        expect(parseSocketTable(`0: ${text}:1538 x 0A`)).toEqual([]);
      }),
    );
  });
});
