/** One socket that waits for others, in `/proc/net/tcp` and its relatives. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
  readonly userId: number;
  readonly inode: string;
}

const listening = "0A";
/** A UDP socket that is bound and not connected is in the state that TCP calls CLOSE. */
const bound = "07";

/** Reads the kernel's table; a line it does not understand is left out. */
export function parseSocketTable(text: string): readonly ListeningSocket[] {
  return socketsIn(text, [listening, bound]);
}

/** Ports in state LISTEN in the text of `/proc/net/tcp` and `/proc/net/tcp6`. */
export function portsInTable(text: string): ReadonlySet<number> {
  return new Set(socketsIn(text, [listening]).map(({ port }) => port));
}

/** The lowest that is open to others than the machine itself, of the same text. */
export function lowestOpenPort(text: string, except: readonly number[]): number | undefined {
  const open = socketsIn(text, [listening]).filter(({ address }) => !isLoopback(address));
  const ports = open.map(({ port }) => port).filter((port) => !except.includes(port));
  return ports.toSorted((a, b) => a - b)[0];
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

function socketsIn(text: string, states: readonly string[]): readonly ListeningSocket[] {
  return text.split("\n").flatMap((line) => {
    const [, local = "", , state = "", , , , userId = "", , inode = ""] = line.trim().split(/\s+/);
    const [, address, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local) ?? [];
    if (address === undefined || port === undefined || !states.includes(state)) return [];
    return [{ address: readAddress(address), port: parseInt(port, 16), userId: Number(userId), inode }];
  });
}

/** Each 32-bit word stands in the byte order of the machine: little-endian wherever Docker runs. */
function readAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).toReversed().map((byte) => parseInt(byte, 16)),
  );
  return bytes.length === 4 ? bytes.join(".") : readIPv6(bytes);
}

function readIPv6(bytes: readonly number[]): string {
  if (bytes.every((byte) => byte === 0)) return "::";
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return "::1";
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (mapped) return bytes.slice(12).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  return groups.join(":");
}
