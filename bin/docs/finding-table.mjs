/** @typedef {{ readonly meaning: string, readonly fix: string }} FindingDocumentation */

/**
 * The README's table of findings: rows of Markdown, one a finding that can be trouble.
 *
 * @param {Readonly<Record<string, FindingDocumentation>>} findings
 * @returns {readonly string[]}
 */
export function findingTable(findings) {
  const rows = Object.entries(findings).map(
    ([id, { meaning, fix }]) => `| \`${id}\` | ${cell(meaning)} | ${cell(fix)} |`,
  );
  return ["| id | meaning | what helps |", "| --- | --- | --- |", ...rows];
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<");
}
