import type { StandInSource } from "./stand-in-source.ts";
import type { RewrittenPart } from "./stand-in-source.ts";

/** Accounts that the stand-in's image knows by name. */
const known = new Set(["root", "nobody"]);

/** The declared user, else the image's own; a name that only the real image can resolve becomes a number. */
export function rehearseUser({ service, written, facts }: StandInSource): RewrittenPart {
  const declared = typeof written["user"] === "string" ? written["user"] : undefined;
  const user = declared ?? facts?.user ?? "root";
  const [account = "", group] = user.split(":", 2);
  const resolved = isResolvable(account) ? account : "1000";
  const resolvedGroup = group === undefined || /^\d+$/u.test(group) ? group : resolved;
  const groups = numericGroups(written["group_add"]);
  return {
    written: {
      user: resolvedGroup === undefined ? resolved : `${resolved}:${resolvedGroup}`,
      ...(groups.length === 0 ? {} : { group_add: groups }),
    },
    dropped: isResolvable(account)
      ? []
      : [
          {
            service: service.name,
            what: `user ${account}`,
            why: "only the real image knows its number: 1000 is used",
          },
        ],
  };
}

function isResolvable(account: string): boolean {
  return known.has(account) || /^\d+$/u.test(account);
}

function numericGroups(written: unknown): readonly string[] {
  return Array.isArray(written) ? written.map(String).filter((group) => /^\d+$/u.test(group)) : [];
}
