import { containerOf } from "../../read/port-place.ts";
import { repeatedLists } from "../../repeated-lists.ts";
import type { Rule } from "../../rule.ts";

/** A port more is fine; the same container port at another place of the host is what nobody means. */
export const appendedPorts: Rule = {
  id: "list.ports-appended",
  meaning: "a later layer publishes a container port again elsewhere: Compose appends lists, so both stand",
  fix: "ports: !override",
  reads: "files",
  about: "environment",
  check: (subject) =>
    repeatedLists(subject, ["ports"])
      .filter(({ earlier, list }) => list.some((port) => isElsewhere(port, earlier.list)))
      .map(({ service, earlier, place }) => ({
        ...place,
        service,
        message: `these ports are added to those of ${earlier.layer.file}, not put in their place`,
        fix: "write `ports: !override`",
      })),
};

function isElsewhere(port: unknown, earlier: readonly unknown[]): boolean {
  const same = earlier.filter((before) => containerOf(before) === containerOf(port));
  return same.length > 0 && same.every((before) => JSON.stringify(before) !== JSON.stringify(port));
}
