const listening = "0A";

/** Ports in state LISTEN in the text of `/proc/net/tcp` and `/proc/net/tcp6`. */
export function listeningPorts(table: string): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const line of table.split("\n")) {
    const [, local, , state] = line.trim().split(/\s+/u);
    const port = /:([0-9A-F]{4})$/u.exec(local ?? "")?.[1];
    if (state === listening && port !== undefined) ports.add(Number.parseInt(port, 16));
  }
  return ports;
}
