import { expect, test } from "vitest";
import { anyPorts } from "../../../src/core/plan/prepare.ts";
import { rehearse } from "../../../src/features/rehearsal/model/rehearse.ts";
import { loadedServices, options } from "./loaded-model.ts";

const port = { target: 80, host_ip: "127.0.0.1", protocol: "tcp", mode: "ingress" };
const loaded = anyPorts(loadedServices({ web: { ports: [{ ...port, published: "8080" }] }, none: {} }));

test("the model names no port of the host, and keeps the address", () => {
  expect(loaded.model.services.flatMap(({ ports }) => ports)).toEqual([
    { host: undefined, container: 80, address: "127.0.0.1", protocol: "tcp" },
  ]);
});

test("the rehearsal that is made of it leaves the choice to the engine", () => {
  const { document } = rehearse(loaded, options).loaded;
  expect(document.services["web"]?.ports).toEqual([port]);
});
