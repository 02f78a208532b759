import { findDefaultHost, systemHost } from "./default-engine-host.ts";
import type { Surroundings } from "../../surroundings.ts";

/** The docker CLI by itself only knows the system's socket: where another was found instead, Compose must be told. */
export async function withSameEngine(surroundings: Surroundings): Promise<Readonly<Record<string, string>>> {
  const { environment } = surroundings;
  const fallback = await findDefaultHost(surroundings);
  if (fallback === systemHost) return environment;
  const { findEngineAddress } = await import("./engine-address.ts");
  const address = await findEngineAddress(surroundings);
  const isFallback = "url" in address && address.url === fallback;
  return isFallback ? { ...environment, DOCKER_HOST: fallback } : environment;
}
