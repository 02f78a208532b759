import type { ConnectAnswer, HttpAnswer, ListenAnswer, Network } from "../../src/world/network.ts";

type OrLater<T> = T | (() => T | Promise<T>);

/** Keys: `address:port` for connections and listening, the whole URL for requests. */
export interface FakeNetworkAnswers {
  readonly connect?: Readonly<Record<string, OrLater<ConnectAnswer>>>;
  readonly get?: Readonly<Record<string, OrLater<HttpAnswer>>>;
  /** Ports not named are free. */
  readonly listen?: Readonly<Record<string, OrLater<ListenAnswer>>>;
}

export function fakeNetwork({ connect = {}, get = {}, listen = {} }: FakeNetworkAnswers = {}): Network {
  return {
    connect: async ({ address, port }) => now(found(connect, `${address}:${String(port)}`)),
    get: async ({ url }) => now(found(get, url)),
    tryListen: async (address, port) => now(listen[`${address}:${String(port)}`] ?? "free"),
  };
}

function found<T>(answers: Readonly<Record<string, OrLater<T>>>, key: string): OrLater<T> {
  const answer = answers[key];
  if (answer === undefined) throw new Error(`no answer for: ${key}`);
  return answer;
}

async function now<T extends string | object>(answer: OrLater<T>): Promise<T> {
  return typeof answer === "function" ? answer() : answer;
}
