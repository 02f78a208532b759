/** JSON lets the upper control characters through as they are; a terminal acts on some of them. */
export function printableJson(json: string): string {
  return json.replaceAll(
    /[\u007f-\u009f]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
