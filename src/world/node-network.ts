import type { Network } from "./network.ts";

export const nodeNetwork: Network = {
  connect: async (request) => (await import("./connect.ts")).connectAndSettle(request),
  get: async (request) => (await import("./http-get.ts")).httpGet(request),
  tryListen: async (address, port) => (await import("./try-listen.ts")).tryListen(address, port),
};
