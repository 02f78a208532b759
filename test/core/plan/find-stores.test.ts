import { describe, expect, it } from "vitest";
import { findStores } from "../../../src/core/plan/find-stores.ts";
import { secretSpecsSchema } from "../../../src/core/secrets/secret-spec.ts";
import { layerOf } from "./layer-of.ts";
import { loadedFrom } from "./loaded-model.ts";

const config = `
services:
  db:
    image: postgres:17
    environment: { POSTGRES_PASSWORD_FILE: /run/secrets/db }
    volumes: [{ type: volume, source: rows, target: /var/lib/postgresql/data }]
  cache:
    image: redis:7
  charts:
    image: grafana/grafana:12.0.0
    volumes: [{ type: volume, source: charts, target: /var/lib/grafana }]
  client:
    image: redis:7
    command: [redis-cli, -h, cache, monitor]
volumes:
  rows: { name: shop_rows }
  charts: { name: shop_charts }
`;
const specs = secretSpecsSchema.parse({
  DB: { kind: "password", file: "db", services: ["db", "client"] },
  CACHE: {
    kind: "password",
    derived: { "redis.conf": "requirepass {value}\n" },
    services: ["cache", "client"],
  },
  CHARTS: { kind: "password", file: "charts", volume: "charts", services: ["charts"] },
  SHARED: { kind: "api-key", services: ["cache", "client"] },
});

describe("the stores of an environment", () => {
  it("are PostgreSQL with its volume, Redis without one, and what the manifest names", () => {
    const loaded = loadedFrom(config);
    expect(findStores({ services: loaded.model.services, specs, loaded })).toEqual([
      { secret: "CHARTS", service: "charts", kind: "other", volume: "shop_charts" },
      { secret: "DB", service: "db", kind: "postgres", volume: "shop_rows" },
      { secret: "CACHE", service: "cache", kind: "redis", volume: undefined },
    ]);
  });

  it("can say themselves how they are asked and changed", async () => {
    const password = { logIn: ["in"], change: ["new"] };
    const loaded = loadedFrom(config);
    const services = loaded.model.services.map((service) =>
      service.name === "charts" ? { ...service, extras: { ...service.extras, password } } : service,
    );
    const [charts] = findStores({ services, specs, loaded });
    expect(charts).toMatchObject({ secret: "CHARTS", kind: "scripted", scripts: password });
  });

  it("are those of the services that are looked at", () => {
    const loaded = loadedFrom(config);
    const services = loaded.model.services.filter(({ name }) => name === "cache");
    expect(findStores({ services, specs, loaded }).map(({ secret }) => secret)).toEqual(["CACHE"]);
  });

  it("is PostgreSQL also where its password is a variable of a layer", async () => {
    const loaded = loadedFrom(
      config.replace("POSTGRES_PASSWORD_FILE: /run/secrets/db", "POSTGRES_PASSWORD: x"),
    );
    const layers = [await layerOf("services: { db: { environment: { POSTGRES_PASSWORD: '${DB:-}' } } }")];
    const stores = findStores({
      services: loaded.model.services,
      specs: { DB: { kind: "password" } },
      loaded: { ...loaded, layers },
    });
    expect(stores).toMatchObject([{ secret: "DB", kind: "postgres", volume: "shop_rows" }]);
  });
});
