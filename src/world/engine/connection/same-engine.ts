import { findDefaultHost, systemHost } from "./default-engine-host.ts";
import type { CallerEnvironment } from "../../caller-environment.ts";

/** The docker CLI by itself only knows the system's socket: where another was found instead, Compose must be told. */
export async function withSameEngine(caller: CallerEnvironment): Promise<Readonly<Record<string, string>>> {
  const { environment } = caller;
  const fallback = await findDefaultHost(caller);
  if (fallback === systemHost) return environment;
  const { findEngineAddress } = await import("./engine-address.ts");
  const address = await findEngineAddress(caller);
  const isFallback = "url" in address && address.url === fallback;
  return isFallback ? { ...environment, DOCKER_HOST: fallback } : environment;
}
