import type {
  ConnectAnswer,
  HttpAnswer,
  HttpRequest,
  ListenAnswer,
  Network,
  PortHolder,
} from "../../src/world/network/network.ts";

type OrLater<T> = T | (() => T | Promise<T>);

/** Keys: `address:port` for connections and listening, the whole URL for requests. */
export interface FakeNetworkAnswers {
  readonly connect?: Readonly<Record<string, OrLater<ConnectAnswer>>>;
  readonly get?: Readonly<
    Record<string, HttpAnswer | ((request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>)>
  >;
  /** Ports not named are free. */
  readonly listen?: Readonly<Record<string, OrLater<ListenAnswer>>>;
  /** By port and protocol (`8000/tcp`). */
  readonly holders?: Readonly<Record<string, readonly PortHolder[]>>;
  readonly interfaces?: readonly string[];
}

export function fakeNetwork(answers: FakeNetworkAnswers = {}): Network {
  return {
    connect: async ({ address, port }) => now(found(answers.connect ?? {}, `${address}:${String(port)}`)),
    get: async (request) => {
      const answer = found(answers.get ?? {}, request.url);
      return typeof answer === "function" ? answer(request) : answer;
    },
    tryListen: async (address, port) => now(answers.listen?.[`${address}:${String(port)}`] ?? "free"),
    hasInterface: (name) => (answers.interfaces ?? ["lo", "eth0"]).includes(name),
    portHolders: (port, protocol) => Promise.resolve(answers.holders?.[`${String(port)}/${protocol}`] ?? []),
  };
}

function found<T>(answers: Readonly<Record<string, T>>, key: string): T {
  const answer = answers[key];
  if (answer === undefined) throw new Error(`no answer for: ${key}`);
  return answer;
}

async function now<T extends string | object>(answer: OrLater<T>): Promise<T> {
  return typeof answer === "function" ? answer() : answer;
}
