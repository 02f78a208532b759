/** Addresses that must be free for Docker to publish on `address`: "" is every IPv4 and every IPv6 one. */
export function listenAddresses(address: string): readonly string[] {
  return address === "" ? ["0.0.0.0", "::"] : [address.replace(/^\[(.*)\]$/, "$1")];
}

/** Whether two cannot listen on the same port: a wildcard takes every address of its family. */
export function overlap(one: string, other: string): boolean {
  return listenAddresses(one).some((a) =>
    listenAddresses(other).some(
      (b) => a === b || (isIPv6(a) === isIPv6(b) && (isWildcard(a) || isWildcard(b))),
    ),
  );
}

/** Reachable from this machine alone. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address === "[::1]" || address.startsWith("127.");
}

function isIPv6(address: string): boolean {
  return address.includes(":");
}

function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}
