/** A range of addresses as networks write it: `10.77.0.0/24`, `fd00::/64`. */
export interface Subnet {
  readonly first: bigint;
  readonly last: bigint;
  readonly family: 4 | 6;
}

/** Undefined for what is none. */
export function parseSubnet(text: string): Subnet | undefined {
  const [written = "", length = ""] = text.split("/");
  const address = parseAddress(written);
  if (address === undefined || !/^\d{1,3}$/u.test(length)) return undefined;
  const free = (address.family === 4 ? 32 : 128) - Number(length);
  if (free < 0) return undefined;
  const size = 1n << BigInt(free);
  const first = (address.value / size) * size;
  return { first, last: first + size - 1n, family: address.family };
}

export function overlaps(one: Subnet, other: Subnet): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last;
}

/** An address that is none is in no subnet. */
export function contains(subnet: Subnet, text: string): boolean {
  const address = parseAddress(text);
  return address?.family === subnet.family && subnet.first <= address.value && address.value <= subnet.last;
}

interface Address {
  readonly value: bigint;
  readonly family: 4 | 6;
}

function parseAddress(text: string): Address | undefined {
  return text.includes(":") ? parseIPv6(text) : parseIPv4(text);
}

function parseIPv4(text: string): Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/u.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return { value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n), family: 4 };
}

function parseIPv6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => "0"), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/iu.test(group))) return undefined;
  return { value: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n), family: 6 };
}
