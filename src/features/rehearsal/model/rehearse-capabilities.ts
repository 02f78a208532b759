import type { ConfigService } from "../../../core/environment/config-schema.ts";
import type { Service } from "../../../core/environment/model.ts";
import type { RewrittenPart } from "./stand-in-source.ts";

/** What an engine gives every container unless told otherwise; giving it back after `cap_drop: ALL` is no privilege. */
const everyday = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "NET_RAW",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

export function rehearseCapabilities({ name }: Service, written: ConfigService): RewrittenPart {
  const asked = Array.isArray(written["cap_add"]) ? written["cap_add"].map(String) : [];
  const special = asked.filter((capability) => !everyday.has(capability.replace(/^CAP_/u, "")));
  const kept = asked.filter((capability) => !special.includes(capability));
  const why = "a stand-in gets no privileges";
  return {
    written: asked.length === 0 ? {} : { cap_add: kept },
    dropped: special.map((capability) => ({ service: name, what: `capability ${capability}`, why })),
  };
}
