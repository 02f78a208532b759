import { describe, expect, test } from "vitest";
import type { Service } from "../../src/core/environment/model.ts";
import { toolsOf } from "../../src/core/images/known-images.ts";
import { findImage } from "../../src/core/images/find-image.ts";
import type { ImageFacts } from "../../src/core/images/image-facts.ts";
import { listeningPorts } from "../../src/core/images/listening-ports.ts";
import { commandLine, environments, shippedModel } from "./shipped.ts";

describe.each(environments)("every service of %s", (environment) => {
  test("has an image that rehearsals know, so that its health check is judged", async () => {
    const { services } = await shippedModel(environment, "multi-gpu");
    expect(services.filter((service) => factsOf(service) === undefined).map(({ image }) => image)).toEqual(
      [],
    );
  });

  test("declares ports on which its image listens when it is run this way", async () => {
    const { services } = await shippedModel(environment, "multi-gpu");
    expect(services.flatMap(deafPorts)).toEqual([]);
  });

  test("is checked with a program that its image has", async () => {
    const { services } = await shippedModel(environment, "multi-gpu");
    const wrong = services.filter((service) => !hasProgram(service)).map(({ name }) => name);
    expect(wrong).toEqual([]);
  });
});

function factsOf({ image }: Service): ImageFacts | undefined {
  return findImage(image ?? "");
}

function deafPorts(service: Service): readonly string[] {
  const facts = factsOf(service);
  const declared = [...service.ports.map(({ container }) => container), ...service.expose];
  const invocation = { argv: commandLine(service), environment: service.environment };
  const heard =
    facts === undefined ? [] : listeningPorts(facts, invocation, declared).map(({ port }) => port);
  return declared.filter((port) => !heard.includes(port)).map((port) => `${service.name}: ${String(port)}`);
}

function hasProgram(service: Service): boolean {
  const facts = factsOf(service);
  if (facts === undefined || service.healthCheck?.kind !== "test") return true;
  const [kind, program = ""] = service.healthCheck.test;
  return toolsOf(facts).includes(kind === "CMD" ? program : "sh");
}
