export interface FindingDocumentation {
  readonly meaning: string;
  readonly fix: string;
}

/** Every id a finding can have: what it says when it is not `pass`, and what to do. The README's table is made of this. */
export const findingIds = {
  "engine.ready": { meaning: "a Docker Engine that is new enough answers", fix: "" },
  "engine.missing": { meaning: "Docker is not installed", fix: "install Docker Engine 25 or newer" },
  "engine.not-running": { meaning: "Docker is installed, but its engine does not run", fix: "start it" },
  "engine.permission": {
    meaning: "this user may not use the engine's socket",
    fix: "join the group docker, use a rootless engine or a context of your own, or sudo",
  },
  "engine.hanging": { meaning: "the engine does not answer in time", fix: "restart it" },
  "engine.unreachable": {
    meaning: "DOCKER_HOST or the context points to an engine that cannot be reached",
    fix: "check the address, or turn back to the default context",
  },
  "engine.too-old": { meaning: "the engine is older than 25", fix: "upgrade it" },
  "engine.elsewhere": {
    meaning: "the engine is another machine, so this machine's ports, memory and disk say nothing about it",
    fix: "intended, or docker context use default",
  },
  "compose.ready": { meaning: "docker compose is there and new enough", fix: "" },
  "compose.missing": { meaning: "the plugin docker compose is not installed", fix: "install it" },
  "compose.too-old": { meaning: "docker compose is older than 2.24.4", fix: "upgrade it" },
  "compose.v1-only": { meaning: "only the abandoned docker-compose 1 is there", fix: "install the plugin" },
  "port.in-use": {
    meaning: "a port that a service publishes is taken; the finding says by whom",
    fix: "stop the holder, or set the variable to the free port that is named",
  },
  "port.collision": { meaning: "the model itself gives one port out twice", fix: "change one of them" },
  "port.no-address": {
    meaning: "a port is published on an address that this machine does not have",
    fix: "change the address",
  },
  "port.privileged": {
    meaning: "a rootless engine may not publish a port this low",
    fix: "choose one above 1023, or lower the limit",
  },
} as const satisfies Record<string, FindingDocumentation>;

export type FindingId = keyof typeof findingIds;

/** What any check can end as, by its name: `<check>.timed-out`, `<check>.broken`. */
export const generalFindings: Readonly<Record<string, FindingDocumentation>> = {
  "timed-out": {
    meaning: "the check took longer than it may, so its answer is not known",
    fix: "run stack doctor again",
  },
  broken: { meaning: "the check itself failed", fix: "report it, with stack doctor --report" },
};

export function isDocumented(id: string): boolean {
  return id in findingIds || id.slice(id.lastIndexOf(".") + 1) in generalFindings;
}
