import { flagValue } from "../../../core/images/setting-of.ts";
import { invocationOf, mergedServices } from "../read/merge-variants.ts";
import { placeOf } from "../read/place-of.ts";
import { textAt } from "../read/written.ts";
import { repeatedLists } from "../repeated-lists.ts";
import type { Rule } from "../rule.ts";

export const sharedMemory: Rule = {
  id: "gpu.shared-memory",
  meaning: "tensor parallelism in Docker's default of 64 MB shared memory ends in a bus error",
  fix: "ipc: host, or shm_size: 8gb",
  reads: "models",
  about: "environment",
  check: (subject) =>
    mergedServices(subject).flatMap(({ service, lay }) => {
      const parallel = flagValue("--tensor-parallel-size", invocationOf(service).argv);
      if (Number(parallel ?? 1) < 2 || lay.merged.kind !== "model") return [];
      const written = lay.merged.document.services[service.name];
      if (textAt(written, ["shm_size"]) !== undefined || textAt(written, ["ipc"]) !== undefined) return [];
      return {
        ...placeOf(lay, service.name, ["command"]),
        service: service.name,
        message: `${parallel ?? ""} processes exchange data through 64 MB of shared memory`,
        fix: "add `ipc: host`, or `shm_size: 8gb`",
      };
    }),
};

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
