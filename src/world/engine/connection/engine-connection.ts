import type { Deadline } from "../../processes/deadline.ts";
import { findEngineAddress } from "./engine-address.ts";
import type { EngineAddress } from "./engine-address.ts";
import type { CallerEnvironment } from "../../caller-environment.ts";
import { failed, failedWith, ok } from "./engine-answer.ts";
import { dial } from "./engine-dial.ts";
import { openLine } from "../streams/engine-line.ts";
import type { EngineLine } from "../streams/engine-line.ts";
import type { EngineAnswer } from "../engine.ts";
import { readAll } from "../streams/read-all.ts";

export interface EngineConnection {
  readonly address: EngineAddress;
  readonly line: EngineLine;
  readonly apiVersion: string;
}

export type Connect = (deadline: Deadline) => Promise<EngineAnswer<EngineConnection>>;

/** The newest version of the API this program was written for; Engine 29 asks for at least 1.44. */
const newestKnown = "1.48";

/** Connects when first asked, and again as long as nobody answered. */
export function engineConnector(caller: CallerEnvironment): Connect {
  let connection: EngineConnection | undefined;
  return async (deadline) => {
    if (connection !== undefined) return ok(connection);
    const answer = await connect(caller, deadline);
    if (answer.kind === "ok") connection ??= answer.value;
    return answer;
  };
}

async function connect(
  caller: CallerEnvironment,
  deadline: Deadline,
): Promise<EngineAnswer<EngineConnection>> {
  const address = await findEngineAddress(caller);
  if ("problem" in address) return failed("unreachable", address.problem);
  try {
    return ok(await negotiate(address, caller, deadline));
  } catch (error) {
    return failedWith(error, address.url, deadline);
  }
}

async function negotiate(
  address: EngineAddress,
  { environment }: CallerEnvironment,
  deadline: Deadline,
): Promise<EngineConnection> {
  const line = await openLine(address, environment);
  const response = await dial(line, { method: "GET", path: "/_ping" }, deadline.signal);
  await readAll(response, deadline.signal); // or the next call would find the connection taken, and open another
  const apiVersion = olderOf(String(response.headers["api-version"] ?? newestKnown), newestKnown);
  return { address, apiVersion, line: { ...line, prefix: `/v${apiVersion}` } };
}

export function olderOf(a: string, b: string): string {
  return a.localeCompare(b, "en", { numeric: true }) < 0 ? a : b;
}
