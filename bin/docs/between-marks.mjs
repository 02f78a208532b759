/**
 * A text with what stands between two marks replaced; the marks stay. Throws where they are missing: then nobody
 * would notice that nothing was written.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} content
 */
export function replaceBetweenMarks(text, name, content) {
  const [begin, end] = [`<!-- ${name}: npm run docs -->`, `<!-- ${name}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there is no ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}
