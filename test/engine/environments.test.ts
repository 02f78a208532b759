import { describe, expect, test } from "vitest";
import { eleven } from "../program/eleven.ts";
import { resultIn, statesIn } from "../program/stream.ts";
import { leftOf, lines, ofProject } from "./docker.ts";
import { shippedProject } from "./shipped-project.ts";

const exporters = ["gpu-exporter", "node-exporter", "postgres-exporter", "redis-exporter"];

/** `development` is rehearsed in rehearsal.test.ts, and more than once. */
const environments = [
  ["staging", eleven.filter((name) => name !== "nginx"), 12],
  ["production", [...eleven, ...exporters, "prometheus", "grafana"], 22],
  ["monitoring", [...eleven, "elasticsearch", "filebeat", "kibana", "logstash"], 15],
  ["optimized", eleven.filter((name) => name !== "openwebui" && name !== "n8n"), 12],
] as const;

const testEnvironments = [
  ["testing", "allure"],
  ["performance", "jmeter"],
] as const;

describe("rehearsed on a real engine", () => {
  test.each(testEnvironments)(
    "%s: %s ends by itself, and nothing is left after down",
    async (environment, service) => {
      const shipped = await shippedProject(environment);
      const run = await shipped.rehearse("--json", "--strict");
      expect(statesIn(run.stdout)).toEqual({ [service]: "completed" });
      expect([run.exitCode, resultIn(run.stdout).ok]).toEqual([0, true]);
      const down = await shipped.stack("down", environment);
      expect(down.exitCode).toBe(0);
      expect(await leftOf(shipped.rehearsal)).toEqual([]);
    },
  );

  test.each(environments)(
    "%s: every service proven, every replica running, and nothing left after down",
    async (environment, services, containers) => {
      const shipped = await shippedProject(environment);
      const run = await shipped.rehearse("--json", "--strict");
      expect(statesIn(run.stdout)).toEqual(Object.fromEntries(services.map((name) => [name, "ready"])));
      expect([run.exitCode, resultIn(run.stdout).ok]).toEqual([0, true]);
      const states = await lines("ps", "-a", "--format", "{{.State}}", ...ofProject(shipped.rehearsal));
      expect(states).toEqual(Array.from({ length: containers }, () => "running"));

      const down = await shipped.stack("down", environment);
      expect(down.exitCode).toBe(0);
      expect(await leftOf(shipped.rehearsal)).toEqual([]);
    },
  );
});
