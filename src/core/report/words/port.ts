/** As Compose writes it, but short where nothing is special: what is open to others must be seen. */
export function portText(port: {
  readonly host: number | null;
  readonly container: number;
  readonly address: string;
}): string {
  const isLoopback = port.address === "127.0.0.1" || port.address === "::1";
  const address = isLoopback ? "" : `${port.address === "" ? "0.0.0.0" : bracketed(port.address)}:`;
  if (port.host === null) return `${port.container} inside`;
  const isSame = isLoopback && port.host === port.container;
  return isSame ? String(port.host) : `${address}${port.host}:${port.container}`;
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
