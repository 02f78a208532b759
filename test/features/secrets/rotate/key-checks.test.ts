import { describe, expect, it } from "vitest";
import { findOwnProject } from "../../../../src/core/ownership/running-project.ts";
import { launchWords } from "../../../../src/core/report/words/launch-words.ts";
import { observeKeyChecks } from "../../../../src/features/secrets/rotate/key-checks.ts";
import type { RotationContext } from "../../../../src/features/secrets/rotate/rotation.ts";
import type { HttpAnswer, HttpRequest } from "../../../../src/world/network/network.ts";
import { folder, preparedFrom } from "../../../core/plan/prepared-from.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import { fakeWorld } from "../../../world/fake-world.ts";

const key = "sk-of-today-1234567890";
const { signal } = new AbortController();

function answered(status: number): HttpAnswer {
  return { kind: "answered", status, body: "", isCut: true };
}

/** A server of models that has a key, and a page that hands it on; two containers of the server where there are two. */
async function contextWith(
  page: (request: HttpRequest) => HttpAnswer,
  { second, interfaces = ["br-net-id"] }: { second?: typeof page; interfaces?: readonly string[] } = {},
): Promise<RotationContext> {
  const prepared = await preparedFrom({
    services: {
      model: { image: "vllm/vllm-openai:v0.11.0", command: ["--model", "a"] },
      page: { image: "example/page:1" },
    },
    specs: { KEY: { kind: "api-key", visible: "inspect", services: ["model", "page"] } },
  });
  const { project } = prepared.environment;
  const at = (address: string) => [{ id: "net-id", name: "n", address }];
  const containers = [
    fakeContainer({ project: project.name, service: "model", state: "running", networks: at("172.20.0.2") }),
    ...(second === undefined
      ? []
      : [
          fakeContainer({
            project: project.name,
            service: "model",
            id: "2",
            state: "running",
            networks: at("172.20.0.3"),
          }),
        ]),
  ];
  const world = fakeWorld({
    engine: { containers },
    files: { [`${folder}/.env.demo`]: `KEY=${key}\n` },
    network: {
      interfaces,
      get: {
        "http://172.20.0.2:8000/v1/models": page,
        "http://172.20.0.3:8000/v1/models": second ?? page,
      },
    },
  });
  const running = { environment: "demo", project: project.name, rehearsal: false, folder, directories: [] };
  const own = await findOwnProject(world, { ...running, containers: [] });
  if (own.kind === "failed") throw new Error(JSON.stringify(own.error));
  const words = launchWords({ environment: "demo", rehearsal: false });
  const tell = (): void => undefined;
  return { world, prepared, own: own.value, project, tell, words, timeoutMs: undefined };
}

function checksFor(known: string) {
  return ({ headers = {} }: HttpRequest): HttpAnswer =>
    answered(headers["authorization"] === `Bearer ${known}` ? 200 : 401);
}

async function asked(context: RotationContext, value: string) {
  const checks = await observeKeyChecks(context, signal);
  return checks.accepts("KEY", value, signal);
}

describe("whether a service takes a key", () => {
  it("is asked of the one that refuses whoever has none and lets in whoever has it", async () => {
    const context = await contextWith(checksFor(key));
    expect(await asked(context, key)).toBe("accepted");
    expect(await asked(context, "sk-another")).toBe("refused");
  });

  it.each([
    ["everybody is let in", () => answered(200)],
    ["nobody is let in", () => answered(401)],
    ["it is not there yet", () => answered(503)],
    ["it does not answer", (): HttpAnswer => ({ kind: "failed", reason: "timed-out" })],
  ])("is unknown where %s", async (_, page) => {
    expect(await asked(await contextWith(page), key)).toBe("unknown");
  });

  it("is unknown where its address cannot be reached from here", async () => {
    expect(await asked(await contextWith(checksFor(key), { interfaces: ["lo"] }), key)).toBe("unknown");
  });

  it("is unknown where two containers of one service do not say the same", async () => {
    const context = await contextWith(checksFor(key), { second: checksFor("sk-another") });
    expect(await asked(context, key)).toBe("unknown");
  });

  it("is unknown of a secret that no service checks", async () => {
    const checks = await observeKeyChecks(await contextWith(checksFor(key)), signal);
    expect(await checks.accepts("OTHER", key, signal)).toBe("unknown");
  });
});
