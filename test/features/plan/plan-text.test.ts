import { describe, expect, it } from "vitest";
import type { PlanDocument, ServiceRow } from "../../../src/features/plan/plan-document.ts";
import { planText } from "../../../src/features/plan/plan-text.ts";
import { unicodeSymbols } from "../../../src/core/report/text/symbols.ts";
import { textWidth } from "../../../src/core/report/text/width.ts";
import { textOf } from "../../core/report/text-of.ts";

const row = (name: string, more: Partial<ServiceRow> = {}): ServiceRow => ({
  name,
  image: `example/${name}:1`,
  replicas: 1,
  ports: [],
  dependsOn: [],
  optional: false,
  memoryLimit: null,
  gpus: [],
  wave: 1,
  command: [],
  networks: [],
  restart: "no",
  volumes: [],
  check: null,
  action: "create",
  why: null,
  changed: [],
  ...more,
});
const plan: PlanDocument = {
  schema: 1,
  command: "plan",
  environment: "development",
  project: "multimodal-development",
  layers: ["compose/base.yaml", "compose/development.yaml"],
  envFile: ".env.development",
  secrets: [
    { name: "POSTGRES_PASSWORD", state: "present" },
    { name: "REDIS_PASSWORD", state: "to-generate" },
  ],
  services: [
    row("nginx", { wave: 2, ports: [{ host: 80, container: 80, address: "" }], dependsOn: ["postgres"] }),
    row("postgres", { ports: [{ host: 5432, container: 5432, address: "127.0.0.1" }], memoryLimit: 2 ** 31 }),
    row("worker", { wave: 2, replicas: 2, optional: true, action: "recreate" }),
  ],
  waves: [["postgres"], ["nginx", "worker"]],
  memory: { required: 24 * 2 ** 30, available: 60 * 2 ** 30 },
  engine: { asked: true, reason: null },
  images: [],
  orphans: [],
  findings: [],
  gpu: {
    gpus: [],
    links: [],
    nvlink: false,
    selected: [],
    layer: "none",
    reason: "no GPU is wanted",
    error: null,
  },
};
const shown = (document: PlanDocument, width = 100) =>
  textOf(planText(document, { width, symbols: unicodeSymbols }));

describe("planText", () => {
  it("says what goes in and what will be done, in the order in which it happens", () => {
    expect(shown(plan)).toEqual([
      "development  project multimodal-development",
      "",
      "layers       compose/base.yaml",
      "             compose/development.yaml",
      "env file     .env.development",
      "secrets      1 present, 1 to generate: REDIS_PASSWORD",
      "memory       24.0 GiB wanted, 60.0 GiB available",
      "gpu          none: no GPU is wanted",
      "",
      "wave  service               to do     ports           memory  after     image",
      "   1  postgres              create    5432           2.0 GiB            example/postgres:1",
      "   2  nginx                 create    0.0.0.0:80:80           postgres  example/nginx:1",
      "   2  worker x2 (optional)  recreate                                    example/worker:1",
    ]);
  });

  it("says what stands in the way of a GPU layer, and the way out", () => {
    const error = { code: "no-devices", message: "no GPU was found", fix: "rehearse" } as const;
    const text = shown({ ...plan, gpu: { ...plan.gpu, layer: undefined, error } }).join("\n");
    expect(text).toContain("gpu          ✖ no GPU was found\n             ▸ rehearse");
  });

  it.each([40, 60, 80])("fits into %i columns", (width) => {
    expect(shown(plan, width).filter((line) => textWidth(line) > width)).toEqual([]);
  });
});
