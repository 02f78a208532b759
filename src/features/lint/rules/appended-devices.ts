import { repeatedLists } from "../repeated-lists.ts";
import type { Rule } from "../rule.ts";

export const appendedDevices: Rule = {
  id: "list.devices-appended",
  meaning: "a later layer reserves devices again: Compose appends lists, so both requests stand",
  fix: "devices: !override",
  reads: "files",
  about: "environment",
  check: (subject) =>
    repeatedLists(subject, ["deploy", "resources", "reservations", "devices"]).map(
      ({ service, earlier, place }) => ({
        ...place,
        service,
        message: `these devices are added to those of ${earlier.layer.file}, not put in their place`,
        fix: "write `devices: !override`",
      }),
    ),
};
