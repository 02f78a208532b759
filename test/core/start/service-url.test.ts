import { describe, expect, test } from "vitest";
import { urlOf } from "../../../src/core/start/service-result.ts";
import { preparedFrom } from "../plan/prepared-from.ts";

const at = (target: number, published: string) => ({ target, published, protocol: "tcp" });

async function webWith(...ports: readonly unknown[]) {
  const { model } = (await preparedFrom({ services: { web: { ports } } })).loaded;
  const [web] = model.services;
  if (web === undefined) throw new Error("there is no web");
  return web;
}

describe("the address of a service whose containers have no ports yet", () => {
  test("is that of the port that answered, in whatever order they are written", async () => {
    for (const ports of [
      [at(8080, "18080"), at(8443, "18443")],
      [at(8443, "18443"), at(8080, "18080")],
    ]) {
      const web = await webWith(...ports);
      expect(urlOf(web, [], 8080)).toBe("localhost:18080");
      expect(urlOf(web, [], 8443)).toBe("localhost:18443");
    }
  });

  test("is the first where none answered, or where what answered is not published", async () => {
    const web = await webWith(at(8443, "18443"), at(8080, "18080"));
    expect(urlOf(web, [])).toBe("localhost:18443");
    expect(urlOf(web, [], 9090)).toBe("localhost:18443");
  });
});
