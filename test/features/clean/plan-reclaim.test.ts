import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Container } from "../../../src/world/engine/container.ts";
import { judgeOwnership } from "../../../src/core/ownership/judge-ownership.ts";
import type { Seen } from "../../../src/core/ownership/judge-ownership.ts";
import { planReclaim } from "../../../src/features/clean/plan-reclaim.ts";
import { composed, folder, network, project, record, seen, volume } from "../../core/ownership/things.ts";

const declared = { volumes: new Set(["data"]), services: new Set(["web", "job"]) };

function plan(things: Partial<Seen>, { rehearsal = false, known = true } = {}) {
  const everything = seen(things);
  const written = record({
    volumes: everything.volumes.map(({ name, createdAt }) => ({ name, createdAt })),
  });
  const judged = judgeOwnership({ project, record: written, external: new Set() }, everything);
  const own = { ...judged, record: written, everything };
  const about = { environment: "dev", project, rehearsal, folder, directories: [] };
  return planReclaim({ ...about, containers: own.containers, own }, known ? declared : undefined);
}

const names = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name);

describe("what of a project can be reclaimed", () => {
  const [net, data, old] = [network("default"), volume("data"), volume("old")];
  const web = composed("web", { networkIds: [net.id], volumes: [data.name] });
  const job = composed("job", { state: "exited", networkIds: [net.id] });

  it("is nothing that runs, nor a finished job beside it, nor what it uses", () => {
    const { containers, networks, volumes } = plan({
      containers: [web, job],
      networks: [net],
      volumes: [data],
    });
    expect([containers, networks, volumes]).toEqual([[], [], []]);
  });

  it("is, beside what runs, what no file names any more and what `compose run` left behind", () => {
    const gone = composed("gone", { state: "exited" });
    const oneOff = composed("web", {
      name: `${project}-web-run-1`,
      id: "run",
      state: "exited",
      labels: { ...web.labels, "com.docker.compose.oneoff": "True" },
    });
    const { containers, volumes } = plan({ containers: [web, job, gone, oneOff], volumes: [data, old] });
    expect([containers, names(volumes)]).toEqual([[gone, oneOff], [old.name]]);
  });

  it("is every stopped container where nothing runs, with its networks; declared data stays and is named", () => {
    const stopped: Container = { ...web, state: "exited" };
    const removal = plan({ containers: [stopped, job], networks: [net], volumes: [data, old] });
    expect(names(removal.containers)).toEqual([web.name, job.name]);
    expect([names(removal.networks), names(removal.volumes)]).toEqual([[net.name], [old.name]]);
    expect(removal.stays).toEqual([{ kind: "volume", name: data.name, why: { kind: "data" } }]);
  });

  it("is no volume where the files cannot be read, and every idle one of a rehearsal", () => {
    expect(plan({ volumes: [data, old] }, { known: false }).volumes).toEqual([]);
    expect(names(plan({ volumes: [data, old] }, { rehearsal: true }).volumes)).toEqual([data.name, old.name]);
  });

  it("is never what a stranger uses, whatever state anything is in", () => {
    const states = fc.constantFrom("created", "running", "paused", "exited", "dead" as const);
    fc.assert(
      fc.property(states, states, fc.boolean(), (one, other, rehearsal) => {
        const mine: Container = { ...web, state: one, volumes: [] };
        const stranger: Container = {
          ...composed("x", { name: "postgres-prod", id: "stranger", labels: {}, state: other }),
          networkIds: [net.id],
          volumes: [old.name],
        };
        const removal = plan(
          { containers: [mine, stranger], networks: [net], volumes: [old] },
          { rehearsal },
        );
        expect(removal.containers).not.toContain(stranger);
        expect([removal.networks, removal.volumes]).toEqual([[], []]);
      }),
    );
  });
});
