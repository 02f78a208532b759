import { interfaceChecker } from "./interface-names.ts";
import type { Network } from "./network.ts";

export const nodeNetwork: Network = {
  connect: async (request) => (await import("./connect.ts")).connectAndSettle(request),
  get: async (request) => (await import("./http-get.ts")).httpGet(request),
  tryListen: async (address, port) => (await import("./try-listen.ts")).tryListen(address, port),
  portHolders: async (port, protocol) => (await import("./port-holder.ts")).portHolders(port, protocol),
  hasInterface: interfaceChecker(),
};
