/**
 * @typedef {{
 *   readonly family: "debian" | "ubuntu" | "other",
 *   readonly name: string,
 *   readonly codename: string,
 * }} Distribution
 */

/**
 * Which distribution an /etc/os-release names; derivatives count as what they say they are like.
 *
 * @param {string} osRelease
 * @returns {Distribution}
 */
export function readDistribution(osRelease) {
  const field = fieldsOf(osRelease);
  const kin = new Set([field("ID"), ...field("ID_LIKE").split(" ")]);
  const family = kin.has("ubuntu") ? "ubuntu" : kin.has("debian") ? "debian" : "other";
  return {
    family,
    name: field("PRETTY_NAME") || "this system",
    codename: (family === "ubuntu" && field("UBUNTU_CODENAME")) || field("VERSION_CODENAME"),
  };
}

/** @param {string} osRelease */
function fieldsOf(osRelease) {
  const fields = new Map(
    osRelease.split("\n").flatMap((line) => {
      const [, name, value] = /^(\w+)=["']?(.*?)["']?\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
  return (/** @type {string} */ name) => fields.get(name) ?? "";
}
