import { expect, test } from "vitest";
import { withSharers } from "../../../src/core/plan/sharers.ts";
import { loadedServices } from "./loaded-model.ts";

const { services } = loadedServices({
  inner: { pid: "service:side" },
  side: { network_mode: "service:app" },
  logs: { volumes_from: ["app:ro"] },
  cache: { ipc: "service:app" },
  app: {},
  late: { depends_on: { app: { condition: "service_started" } } },
  loner: { network_mode: "host", volumes_from: ["container:app"] },
}).model;

test("with a service goes whoever lives in its container, through others too; not who only depends on it", () => {
  expect(withSharers(["app"], services).toSorted()).toEqual(["app", "cache", "inner", "logs", "side"]);
  expect(withSharers(["side"], services)).toEqual(["side", "inner"]);
  expect(withSharers(["late"], services)).toEqual(["late"]);
  expect(withSharers([], services)).toEqual([]);
});
