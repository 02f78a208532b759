/**
 * One archive that apt takes packages from. `signedBy` is kept as it was written: a path, or a key in
 * continuation lines.
 *
 * @typedef {{
 *   readonly uri: string,
 *   readonly suites: readonly string[],
 *   readonly components: readonly string[],
 *   readonly signedBy: string | undefined,
 *   readonly trusted: boolean,
 * }} Archive
 */

/**
 * The binary archives a sources file names, in either of apt's formats.
 *
 * @param {string} fileName
 * @param {string} text
 * @returns {readonly Archive[]}
 */
export function readAptSources(fileName, text) {
  return fileName.endsWith(".sources") ? readStanzas(text) : readLines(text);
}

/** @param {string} text */
function readLines(text) {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (match === null) return [];
    const [, options = "", uri = "", suite = "", components = ""] = match;
    return [
      {
        uri,
        suites: [suite],
        components: words(components),
        signedBy: /signed-by=(\S+)/.exec(options)?.[1],
        trusted: /trusted=yes/.test(options),
      },
    ];
  });
}

/** @param {string} text */
function readStanzas(text) {
  const withoutComments = text.replace(/^#.*\n?/gm, "");
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => archivesOf(fieldsOf(stanza)));
}

/** @param {string} stanza */
function fieldsOf(stanza) {
  const fields = stanza.matchAll(/^([\w-]+):[ \t]*(.*(?:\n[ \t].*)*)/gm);
  return new Map(Array.from(fields, ([, name = "", value = ""]) => [name.toLowerCase(), value.trimEnd()]));
}

/** @param {ReadonlyMap<string, string>} fields */
function archivesOf(fields) {
  if (!words(fields.get("types") ?? "").includes("deb") || fields.get("enabled") === "no") return [];
  return words(fields.get("uris") ?? "").map((uri) => ({
    uri,
    suites: words(fields.get("suites") ?? ""),
    components: words(fields.get("components") ?? ""),
    signedBy: fields.get("signed-by"),
    trusted: fields.get("trusted") === "yes",
  }));
}

/** @param {string} text */
function words(text) {
  return text.split(/\s+/).filter((word) => word !== "");
}
