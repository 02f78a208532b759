import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { containerOf, portHolders } from "../../../src/world/network/port-holder.ts";

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

describe("the container of a process", () => {
  const id = "4f".repeat(32);
  const outer = "a0".repeat(32);
  it.each([
    ["systemd's groups", `0::/system.slice/docker-${id}.scope\n`, id],
    ["cgroupfs", `0::/docker/${id}\n`, id],
    ["version 1", `12:memory:/docker/${id}\n11:cpu:/docker/${id}\n0::/\n`, id],
    ["a machine that is itself a container", `0::/docker/${outer}/docker/${id}\n`, id],
    ["Podman", `0::/machine.slice/libpod-${id}.scope/container\n`, id],
    ["no container", "0::/user.slice/user-1000.slice/session-3.scope\n", undefined],
    ["nothing to read", "", undefined],
  ])("is read from its control groups: %s", (_, groups, expected) => {
    expect(containerOf(groups)).toBe(expected);
  });
});
