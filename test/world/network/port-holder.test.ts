import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { portHolders } from "../../../src/world/network/port-holder.ts";

describe.runIf(process.platform === "linux")("who holds a port of this machine", () => {
  it("is this very process, where it listens itself", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    const holders = await portHolders(port, "tcp");
    server.close();
    expect(holders).toMatchObject([{ address: "127.0.0.1", process: { id: process.pid } }]);
  });

  it("is nobody, where nobody listens", async () => {
    expect(await portHolders(1, "udp")).toEqual([]);
  });
});
