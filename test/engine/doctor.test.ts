import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { doctorSchema } from "../features/doctor/doctor-schema.ts";
import type { DoctorJson } from "../features/doctor/doctor-schema.ts";
import type { Ended } from "../program/run-program.ts";
import { eventsIn, resultIn } from "../program/stream.ts";
import { containerIds, docker, leftOf } from "./docker.ts";
import { answers, runs } from "./services.ts";
import { testProject } from "./test-project.ts";

function documentOf({ stdout }: Ended): DoctorJson {
  return doctorSchema.parse(JSON.parse(stdout));
}

function failed(ended: Ended): readonly string[] {
  return documentOf(ended)
    .findings.filter(({ status }) => status === "fail")
    .map(({ id }) => id);
}

/** What blocked a start, from its stream. */
function blockedBy({ stdout }: Ended): readonly unknown[] {
  return eventsIn(stdout)
    .filter(({ type }) => type === "finding")
    .map((event) => event["finding"])
    .filter((finding) => JSON.stringify(finding).includes('"status":"fail"'));
}

const lasting = (more: Readonly<Record<string, unknown>> = {}) =>
  runs("sleep 1000", { "x-stack": { "stable-for": "200ms" }, ...more });

describe("a port that somebody has", () => {
  test("is moved by --fix, through Compose itself, so that the start has nothing in its way", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const project = await testProject({
      compose: { services: { web: lasting({ ports: [`127.0.0.1:\${WEB_PORT:-${String(port)}}:80`] }) } },
    });

    const before = await project.stack("doctor", "demo", "--json");
    expect([before.exitCode, failed(before)]).toEqual([3, ["port.in-use"]]);
    expect(await leftOf(project.name)).toEqual([]);

    const fixed = await project.stack("doctor", "demo", "--fix", "--yes", "--json");
    expect([fixed.exitCode, failed(fixed)]).toEqual([0, []]);
    expect(documentOf(fixed).fixes).toMatchObject([{ finding: "port.in-use", state: "applied" }]);
    const env = join(project.directory, ".env.demo");
    expect(await readFile(env, "utf8")).toMatch(/^WEB_PORT=\d+$/mu);

    // as it says itself: remove the variable again
    await rm(env);
    expect(failed(await project.stack("doctor", "demo", "--json"))).toEqual(["port.in-use"]);
  });

  test("can be ignored, which is said again at the end", async () => {
    const project = await testProject({
      compose: { services: { web: lasting({ volumes: ["./nginx.conf:/etc/nginx.conf"] }) } },
    });
    const blocked = await project.stack("up", "demo", "--json");
    expect([blocked.exitCode, resultIn(blocked.stdout).ok]).toEqual([3, false]);
    expect(blockedBy(blocked)).toMatchObject([{ id: "file.missing" }]);
    expect(await leftOf(project.name)).toEqual([]);
    const ignored = await project.stack("up", "demo", "--json", "--ignore", "file.missing");
    expect(resultIn(ignored.stdout).warnings).toEqual([expect.stringContaining("ignored file.missing")]);
    expect(ignored.exitCode).toBe(0);
  });
});

describe("a volume", () => {
  test("that is not what the files say now stops the start, with its data where it was", async () => {
    const project = await testProject({
      compose: {
        services: { store: lasting({ volumes: ["data:/data"] }) },
        volumes: { data: { labels: { "example.owner": "shop" } } },
      },
    });
    const name = `${project.name}_data`;
    const label = `com.docker.compose.project=${project.name}`;
    await docker("volume", "create", "--label", label, "--label", "com.docker.compose.volume=data", name);
    const made = await docker("volume", "inspect", "-f", "{{.CreatedAt}}", name);
    const ended = await project.stack("up", "demo", "--json");
    expect(ended.exitCode).toBe(3);
    expect(blockedBy(ended)).toMatchObject([{ id: "volume.diverged", data: { volume: name } }]);
    expect(await docker("volume", "inspect", "-f", "{{.CreatedAt}}", name)).toBe(made);
  });

  test("that was initialised with another password stops the start, and what runs goes on", async () => {
    const project = await testProject({
      compose: {
        services: {
          db: answers({
            environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/db_password" },
            secrets: ["db_password"],
            volumes: ["data:/var/lib/postgresql/data"],
            "x-stack": { kind: "postgres", "stable-for": "200ms" },
          }),
        },
        volumes: { data: {} },
        secrets: { db_password: { file: "./secrets/demo/db_password" } },
      },
      secrets: { DB_PASSWORD: { kind: "password", file: "db_password", volume: "data", services: ["db"] } },
    });
    const started = await project.stack("up", "demo", "--json");
    expect(started.exitCode, started.stdout).toBe(0);
    const running = await containerIds(project.name);
    const file = join(project.directory, "secrets", "demo", "db_password");
    const first = await readFile(file, "utf8");

    await rm(file);
    await writeFile(file, "another-password-that-nobody-told", { mode: 0o600 });
    const drifted = await project.stack("up", "demo", "--json");
    expect([drifted.exitCode, blockedBy(drifted)]).toMatchObject([3, [{ id: "secrets.drift" }]]);
    expect(failed(await project.stack("doctor", "demo", "--json"))).toEqual(["secrets.drift"]);

    await rm(file);
    const lost = await project.stack("up", "demo", "--json");
    expect([lost.exitCode, blockedBy(lost)]).toMatchObject([3, [{ id: "secrets.drift" }]]);
    expect(await containerIds(project.name)).toEqual(running);

    await mkdir(join(project.directory, "secrets", "demo"), { recursive: true });
    await writeFile(file, first, { mode: 0o600 });
    expect((await project.stack("up", "demo", "--json")).exitCode).toBe(0);
  });
});
