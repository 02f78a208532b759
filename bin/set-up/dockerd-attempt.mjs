/**
 * One way to start dockerd by hand: its arguments, which iptables it finds, and why it is not the plain way.
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
 * After a failed attempt, the next one that its log gives reason for: kernels of sandboxes may lack nftables, or any
 * packet filter. (Without overlay, dockerd takes another storage by itself.) Undefined when nothing can be done without.
 *
 * @param {DockerdAttempt} failed
 * @param {string} log
 * @returns {DockerdAttempt | undefined}
 */
export function nextAttempt(failed, log) {
  if (!/ip6?tables|nf_tables|NAT chain/.test(log) || failed.args.length > 0) return undefined;
  return failed.legacyIptables ? withoutPacketFilter : withLegacyIptables;
}

/** @type {DockerdAttempt} */
const withLegacyIptables = {
  args: [],
  legacyIptables: true,
  because: "This kernel refuses nftables: trying iptables-legacy.",
};

/** @type {DockerdAttempt} */
const withoutPacketFilter = {
  args: ["--iptables=false", "--ip6tables=false"],
  legacyIptables: false,
  because:
    "This kernel has no packet filter: containers will reach each other and the host, but nothing outside.",
};
