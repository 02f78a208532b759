/** Complains of a tag that is not closed, or text that is not escaped: enough to know that a parser takes it. */
export function xmlComplaint(xml: string): string | undefined {
  const open: string[] = [];
  for (const [tag, closing, name = "", rest = ""] of xml.matchAll(/<(\/?)([a-z]+)([^<>]*)>/g)) {
    if (closing !== "") {
      if (open.pop() !== name) return `unexpected ${tag}`;
    } else if (!rest.endsWith("/")) open.push(name);
  }
  if (open.length > 0) return `not closed: ${open.join(", ")}`;
  const bare = xml.replaceAll(/<\?.*\?>|<\/?[a-z]+(?: [a-z]+="[^"<>]*")*\/?>/g, "");
  return /[<>]|&(?!(?:amp|lt|gt|quot);)/.test(bare) ? `not escaped: ${bare}` : undefined;
}
