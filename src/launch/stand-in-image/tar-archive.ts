/** Something in a tar file, as far as an image needs it. Everything belongs to root; times are zero. */
export type TarEntry =
  | { readonly kind: "folder"; readonly path: string; readonly mode: number }
  | { readonly kind: "file"; readonly path: string; readonly mode: number; readonly content: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string };

const blockSize = 512;

/** A tar file in the ustar format: the same entries always give the same bytes. */
export function tarArchive(entries: readonly TarEntry[]): Uint8Array {
  const blocks = entries.flatMap((entry) => {
    const content = new TextEncoder().encode(entry.kind === "file" ? entry.content : "");
    return [header(entry, content.length), padded(content)];
  });
  return joined([...blocks, new Uint8Array(2 * blockSize)]);
}

function header(entry: TarEntry, size: number): Uint8Array {
  const fields = [
    [entry.path, 0],
    [octal(entry.kind === "link" ? 0o777 : entry.mode, 8), 100],
    [octal(0, 8), 108],
    [octal(0, 8), 116],
    [octal(size, 12), 124],
    [octal(0, 12), 136],
    [" ".repeat(8), 148],
    [{ file: "0", link: "2", folder: "5" }[entry.kind], 156],
    [entry.kind === "link" ? entry.target : "", 157],
    ["ustar\u000000", 257],
    ["root", 265],
    ["root", 297],
  ] as const;
  const block = new Uint8Array(blockSize);
  for (const [text, at] of fields) block.set(new TextEncoder().encode(text), at);
  // The sum is taken with its own field full of blanks.
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.set(new TextEncoder().encode(`${octal(sum, 7)}\u0000 `.slice(0, 8)), 148);
  return block;
}

/** Digits and a zero byte, together `width` long. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\u0000`;
}

function padded(content: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(content.length / blockSize) * blockSize);
  whole.set(content);
  return whole;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
