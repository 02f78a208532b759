/**
 * One way to start dockerd by hand: its arguments, which iptables it finds, and what giving that way costs.
 *
 * @typedef {{
 *   readonly args: readonly string[],
 *   readonly legacyIptables: boolean,
 *   readonly because: string | undefined,
 * }} DockerdAttempt
 */

/** @type {DockerdAttempt} */
export const plainAttempt = { args: [], legacyIptables: false, because: undefined };

/**
 * After a failed attempt, the next one that its log gives reason for: kernels of sandboxes may lack nftables,
 * netfilter altogether, or overlay. Undefined when the log names nothing that can be done without.
 *
 * @param {DockerdAttempt} failed
 * @param {string} log
 * @returns {DockerdAttempt | undefined}
 */
export function nextAttempt(failed, log) {
  if (mentionsPackets.test(log) && !failed.args.includes(withoutPackets[0])) return withPoorerPackets(failed);
  if (mentionsStorage.test(log) && !failed.args.includes(withoutOverlay)) return withPlainStorage(failed);
  return undefined;
}

const mentionsPackets = /iptables|nf_tables|NAT chain|ip6tables/;
const mentionsStorage = /storage-driver|graphdriver|overlay.*(not supported|failed)|snapshotter/;
/** @type {readonly [string, string]} */
const withoutPackets = ["--iptables=false", "--ip6tables=false"];
const withoutOverlay = "--storage-driver=vfs";

/**
 * @param {DockerdAttempt} failed
 * @returns {DockerdAttempt}
 */
function withPoorerPackets(failed) {
  if (!failed.legacyIptables) {
    return {
      ...failed,
      legacyIptables: true,
      because: "this kernel refuses nftables: using iptables-legacy",
    };
  }
  return {
    ...failed,
    args: [...failed.args, ...withoutPackets],
    because:
      "this kernel has no packet filter: containers reach each other and the host, but not the outside",
  };
}

/**
 * @param {DockerdAttempt} failed
 * @returns {DockerdAttempt}
 */
function withPlainStorage(failed) {
  return {
    ...failed,
    args: [...failed.args, withoutOverlay],
    because:
      "this kernel has no overlay file system: using vfs, which copies every layer (slow, and takes disk)",
  };
}
