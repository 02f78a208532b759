/**
 * Is `version` at least `minimum`? Reads what vendors really print: "v2.40.3", "26.1.5+dfsg1",
 * "2.26.1-4", "1:28.2.2-0ubuntu1". What has no number in it is at least nothing.
 *
 * @param {string} version
 * @param {string} minimum
 * @returns {boolean}
 */
export function isAtLeast(version, minimum) {
  const have = numbersOf(version);
  const wanted = numbersOf(minimum);
  if (have.length === 0) return false;
  const differing = wanted.findIndex((number, place) => number !== (have[place] ?? 0));
  return differing === -1 || (have[differing] ?? 0) > (wanted[differing] ?? 0);
}

/** @param {string} version */
function numbersOf(version) {
  const withoutEpoch = version.trim().replace(/^\d+:/, "");
  const dotted = /^v?(\d+(?:\.\d+)*)/.exec(withoutEpoch)?.[1] ?? "";
  return dotted === "" ? [] : dotted.split(".").map(Number);
}
