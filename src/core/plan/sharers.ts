import type { Service } from "../environment/model.ts";

/** These services, and whoever lives in the container of one of them, through others too: it goes when that one goes. */
export function withSharers(
  names: readonly string[],
  services: readonly Pick<Service, "name" | "sharesWith">[],
): readonly string[] {
  const reached = new Set(names);
  // what is added while going through a set is gone through as well
  for (const name of reached)
    for (const { name: sharer, sharesWith } of services) if (sharesWith.includes(name)) reached.add(sharer);
  return [...reached];
}

/** Why a service is recreated that uses another's network or the like. */
export function whySharer(replaced: string): string {
  return `it lives in the container of ${replaced}, which is made anew`;
}
