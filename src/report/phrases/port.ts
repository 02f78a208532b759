/** As Compose writes it, but without the loopback address: it is the exception to it that must be seen. */
export function portText(port: {
  readonly host: number | null;
  readonly container: number;
  readonly address: string;
}): string {
  const isLoopback = port.address === "127.0.0.1" || port.address === "::1";
  const address = isLoopback ? "" : `${port.address === "" ? "0.0.0.0" : bracketed(port.address)}:`;
  return port.host === null ? String(port.container) : `${address}${port.host}:${port.container}`;
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
