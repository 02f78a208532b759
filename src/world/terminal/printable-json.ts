/** A document on its own line. JSON lets the upper control characters through as they are; a terminal acts on some. */
export function printableJson(document: unknown, indent?: number): string {
  const json = JSON.stringify(document, undefined, indent).replaceAll(
    /[\u007f-\u009f]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${json}\n`;
}
