import * as fc from "fast-check";
import { expect, test } from "vitest";
import { rehearse } from "../../../../src/features/rehearsal/model/rehearse.ts";
import { knownImages } from "../../../../src/core/images/known-images.ts";
import { loadedServices, options } from "../../../core/plan/loaded-model.ts";

const image = fc.constantFrom(
  "someone/else:1",
  ...knownImages.flatMap(({ repositories, tags }) =>
    repositories.map((path) => `${path}:1-${tags?.[0] ?? "x"}`),
  ),
);
const word = fc.stringMatching(/^[\w$./{}" -]{1,20}$/u);
const service = fc.record(
  {
    image,
    command: fc.array(word, { maxLength: 4 }),
    environment: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/u), word),
    ports: fc.array(
      fc.record({ target: fc.integer({ min: 1, max: 65_535 }), published: fc.constant("8080") }),
    ),
    deploy: fc.record({
      replicas: fc.integer({ min: 0, max: 5 }),
      resources: fc.record({
        limits: fc.record({ cpus: fc.integer({ min: 1, max: 128 }), memory: fc.constant("9000000000000") }),
      }),
    }),
    privileged: fc.boolean(),
    runtime: fc.constant("nvidia"),
    container_name: word,
    healthcheck: fc.record({
      test: fc.constant(["CMD", "curl", "x"]),
      retries: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { requiredKeys: ["image"] },
);
const services = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/u), service, { minKeys: 1, maxKeys: 4 });

test("whatever is rehearsed, the same services stay, and nothing is asked of the host that it may not have", () => {
  fc.assert(
    fc.property(services, (written) => {
      const real = loadedServices(written);
      const { loaded } = rehearse(real, options);
      const shape = ({ model }: typeof real): unknown =>
        model.services.map(({ name, replicas, ports }) => ({ name, replicas, ports }));
      expect(shape(loaded)).toEqual(shape(real));
      for (const rehearsed of Object.values(loaded.document.services)) {
        expect(Object.values(options.images)).toContain(rehearsed.image);
        expect(rehearsed).not.toHaveProperty("runtime");
        expect(rehearsed).not.toHaveProperty("privileged", true);
        expect(rehearsed).not.toHaveProperty("container_name");
        expect(rehearsed.deploy?.resources?.limits?.memory).toBeUndefined();
        expect(Number(rehearsed.deploy?.resources?.limits?.cpus ?? 0)).toBeLessThanOrEqual(
          options.engine.cpus,
        );
      }
    }),
  );
});

test("the words a program is started with reach its stand-in unchanged", () => {
  fc.assert(
    fc.property(services, (written) => {
      const once = rehearse(loadedServices(written), options).loaded.document.services;
      for (const [name, { command }] of Object.entries(once)) {
        expect(command ?? []).toEqual(written[name]?.command ?? []);
      }
    }),
  );
});
