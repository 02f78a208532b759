/** @typedef {import("./picture-screen.mjs").Cell} Cell */

const [width, height, edge] = [8.4, 19, 16];

/**
 * A terminal's lines as one picture that needs nothing else, in the colours of whoever looks at it: light or dark.
 *
 * @param {readonly (readonly Cell[])[]} lines
 * @param {string} title what somebody hears who cannot see it
 */
export function terminalPicture(lines, title) {
  const columns = Math.max(...lines.map((line) => line.length));
  const size = [columns * width + 2 * edge, lines.length * height + 2 * edge].map((length) =>
    Math.ceil(length),
  );
  const texts = lines
    .map((line, row) => text(line, edge + (row + 0.75) * height))
    .filter((line) => line !== "");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(size[0])} ${String(size[1])}" width="${String(size[0])}" role="img">
<title>${escaped(title)}</title>
<style>${style}</style>
<rect width="100%" height="100%" rx="8"/>
${texts.join("\n")}
</svg>
`;
}

const style = `
rect { fill: #f6f8fa; stroke: #d0d7de; }
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre; }
.bold { font-weight: 600; } .dim { opacity: 0.65; }
.red { fill: #cf222e; } .green { fill: #1a7f37; } .yellow { fill: #9a6700; } .blue { fill: #0969da; }
.magenta { fill: #8250df; } .cyan { fill: #1b7c83; }
@media (prefers-color-scheme: dark) {
  rect { fill: #0d1117; stroke: #30363d; } text { fill: #e6edf3; }
  .red { fill: #ff7b72; } .green { fill: #3fb950; } .yellow { fill: #d29922; } .blue { fill: #58a6ff; }
  .magenta { fill: #bc8cff; } .cyan { fill: #39c5cf; }
}
`;

/**
 * Each word of one style is placed by itself: whatever font is there, columns stay columns.
 *
 * @param {readonly Cell[]} line
 * @param {number} y
 */
function text(line, y) {
  const pieces = runs(line).map(({ from, characters, style }) => {
    const x = (edge + from * width).toFixed(1);
    const length = (lengthOf(characters) * width).toFixed(1);
    const kind = style === "" ? "" : ` class="${style}"`;
    return `<tspan x="${x}" textLength="${length}"${kind}>${escaped(characters)}</tspan>`;
  });
  return pieces.length === 0 ? "" : `<text y="${y.toFixed(1)}">${pieces.join("")}</text>`;
}

/** @param {readonly Cell[]} line */
function runs(line) {
  /** @type {{ from: number, characters: string, style: string }[]} */
  const found = [];
  line.forEach(({ character, style }, column) => {
    const last = found.at(-1);
    const follows = last !== undefined && last.from + lengthOf(last.characters) === column;
    if (follows && last.style === style && !(character === " " && last.characters.endsWith(" ")))
      last.characters += character;
    else if (character !== " ") found.push({ from: column, characters: character, style });
  });
  return found.map((run) => ({ ...run, characters: run.characters.trimEnd() }));
}

/** In columns: none of the characters here is wider than one. @param {string} text */
function lengthOf(text) {
  return Array.from(text).length;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
