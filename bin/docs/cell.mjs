/**
 * A text as one cell of a Markdown table.
 *
 * @param {string} text
 */
export function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<").replaceAll(/\s+/gu, " ");
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows cells as they are to be
 */
export function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
