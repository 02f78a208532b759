import { describe, expect, it } from "vitest";
import { findOwnProject } from "../../../../src/core/ownership/running-project.ts";
import { launchWords } from "../../../../src/core/report/words/launch-words.ts";
import type { RestoreStep } from "../../../../src/features/backup/restore/restore-backup.ts";
import { settlePasswords } from "../../../../src/features/backup/restore/settle-passwords.ts";
import { folder, preparedFrom } from "../../../core/plan/prepared-from.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const layer = `
services:
  grafana:
    x-stack:
      password: { log-in: [log-in], change: [change] }
`;

/** What came of it, and the password that the store has then; it came back with the one of the backup's day. */
async function settle(kept: readonly string[]) {
  let password = "of monday";
  const world = fakeWorld({
    machine: { workingDirectory: folder },
    files: {
      [`${folder}/secrets/demo/grafana_password`]: "of today",
      ...Object.fromEntries(
        kept.map((value, day) => [
          `${folder}/secrets/demo/backup/grafana_password.2026010${String(day + 1)}T000000000Z`,
          value,
        ]),
      ),
    },
    engine: {
      containers: [fakeContainer({ project: "shop-demo", service: "grafana", state: "running" })],
      exec: {
        grafana: ({ command, input = "" }) => {
          const [present, next = ""] = input.split("\n");
          const isIn = present === password;
          if (command.includes("change") && isIn) password = next;
          return { kind: "exited", exitCode: isIn ? 0 : 1, stdout: "", stderr: "" };
        },
      },
    },
  });
  const prepared = await preparedFrom({
    services: { grafana: { volumes: [{ type: "volume", source: "data", target: "/data" }] } },
    volumes: { data: { name: "shop-demo_data" } },
    layers: [layer],
    specs: { GRAFANA: { kind: "password", file: "grafana_password", volume: "data" } },
  });
  const running = { environment: "demo", project: "shop-demo", rehearsal: false, folder, directories: [] };
  const own = await findOwnProject(world, { ...running, containers: [] });
  if (own.kind === "failed") throw new Error(own.error[0]?.message);
  const steps: RestoreStep[] = [];
  const reason = await settlePasswords(
    {
      world,
      prepared,
      own: own.value,
      project: prepared.environment.project,
      tell: () => {},
      words: launchWords({ environment: "demo", rehearsal: false }),
      timeoutMs: undefined,
    },
    {
      services: ["grafana"],
      tell: (step) => steps.push(step),
      signal: new AbortController().signal,
    },
  );
  return { reason, password, steps };
}

describe("a store that came back with the password of its backup's day", () => {
  it("gets today's, with whichever of the former ones it takes", async () => {
    const { reason, password, steps } = await settle(["of sunday", "of monday", "of tuesday"]);
    expect([reason, password]).toEqual([undefined, "of today"]);
    expect(steps).toEqual([{ kind: "password", service: "grafana", reason: undefined }]);
  });

  it("is told where nobody knows the one it has", async () => {
    const { reason, password, steps } = await settle(["of sunday"]);
    expect([reason, password]).toEqual([expect.stringMatching(/^grafana: /u), "of monday"]);
    expect(steps).toEqual([]);
  });
});
