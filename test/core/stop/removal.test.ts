import { describe, expect, it } from "vitest";
import { judgeOwnership } from "../../../src/core/ownership/judge-ownership.ts";
import type { Seen } from "../../../src/core/ownership/judge-ownership.ts";
import { planRemoval } from "../../../src/core/stop/take-down.ts";
import { composed, network, project, seen, volume } from "../ownership/things.ts";

function plan(things: Partial<Seen>, volumes: boolean) {
  const everything = seen(things);
  const judged = judgeOwnership({ project, record: undefined, external: new Set() }, everything);
  return planRemoval({ ...judged, record: undefined, everything }, { volumes });
}

const [net, data] = [network("default"), volume("data")];
const web = composed("web", { networkIds: [net.id], volumes: [data.name] });
const stranger = composed("x", { name: "postgres-prod", labels: {}, id: "stranger" });

describe("what a removal takes", () => {
  it("is containers and networks, and says that data stays", () => {
    const { containers, networks, volumes, stays } = plan(
      { containers: [web], networks: [net], volumes: [data] },
      false,
    );
    expect([containers, networks, volumes]).toEqual([[web], [net], []]);
    expect(stays).toEqual([{ kind: "volume", name: data.name, why: { kind: "data" } }]);
  });

  it("is data too, where that is asked for", () => {
    expect(plan({ containers: [web], volumes: [data] }, true)).toMatchObject({ volumes: [data], stays: [] });
  });

  it("is neither a network nor a volume that a stranger uses, who is named", () => {
    const guest = { ...stranger, networkIds: [net.id], volumes: [data.name] };
    const { networks, volumes, stays } = plan(
      { containers: [web, guest], networks: [net], volumes: [data] },
      true,
    );
    expect([networks, volumes]).toEqual([[], []]);
    expect(stays).toEqual([
      { kind: "network", name: net.name, why: { kind: "in-use", by: ["postgres-prod"] } },
      { kind: "volume", name: data.name, why: { kind: "in-use", by: ["postgres-prod"] } },
    ]);
  });

  it("is a network whose only other user is a test run of this folder that has ended", () => {
    const labels = { ...web.labels, "com.docker.compose.project": "shop-testing" };
    const name = "shop-testing-web-1";
    const run = { ...web, id: "run", name, labels, networkIds: [net.id] };
    const planned = (state: "exited" | "running") =>
      plan({ containers: [web, { ...run, state }], networks: [net] }, false).networks;
    expect(planned("exited")).toEqual([net]);
    expect(planned("running")).toEqual([]);
  });

  it("is no network that an ended container of somebody else's is of", () => {
    const guest = { ...stranger, networkIds: [net.id], state: "exited" as const };
    expect(plan({ containers: [web, guest], networks: [net] }, false).networks).toEqual([]);
  });
});
