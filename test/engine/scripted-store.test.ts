import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { docker, lines, ofProject } from "./docker.ts";
import { runs } from "./services.ts";
import { testProject } from "./test-project.ts";

/** Keeps its password in its volume from its first start on, as Grafana does, and can be told another. */
const password = `
case $1 in
  log-in) read -r given; [ "$given" = "$(cat /data/password)" ] || exit 1 ;;
  change) read -r present; read -r next; printf %s "$next" > /data/password.new; sleep 0.3; mv /data/password.new /data/password ;;
esac
`;

async function vaultProject() {
  const project = await testProject({
    secrets: {
      VAULT_PASSWORD: {
        kind: "password",
        file: "vault_password",
        mode: "0444",
        volume: "data",
        services: ["vault"],
      },
    },
    compose: {
      services: {
        vault: runs(
          "test -f /data/password || cp /run/secrets/vault_password /data/password; sleep 1000000",
          {
            stop_signal: "SIGKILL",
            secrets: ["vault_password"],
            volumes: ["data:/data", "./password.sh:/opt/password.sh:ro"],
            "x-stack": {
              "stable-for": "200ms",
              password: {
                "log-in": ["sh", "/opt/password.sh", "log-in"],
                change: ["sh", "/opt/password.sh", "change"],
              },
            },
          },
        ),
      },
      volumes: { data: {} },
      secrets: { vault_password: { file: "./secrets/demo/vault_password" } },
    },
    files: { "password.sh": password },
  });
  const file = join(project.directory, "secrets/demo/vault_password");
  const kept = async () => {
    const [id = ""] = await lines("ps", "-q", ...ofProject(project.name));
    return docker("exec", id, "cat", "/data/password");
  };
  const up = await project.stack("up", "demo", "--json");
  expect(up.exitCode, up.stdout).toBe(0);
  return { project, file, kept, value: async () => readFile(file, "utf8") };
}

test("a store that says how is asked and changed: rotated, cut off and finished, brought back from drift", async () => {
  const { project, file, kept, value } = await vaultProject();
  const first = await value();
  expect(await kept()).toBe(first);

  const rotated = await project.stack("secrets", "rotate", "demo", "VAULT_PASSWORD", "--json");
  expect(rotated.exitCode, rotated.stderr).toBe(0);
  const second = await value();
  expect(second).not.toBe(first);
  expect(await kept()).toBe(second);

  const cut = project.start("secrets", "rotate", "demo");
  await cut.said("changing them inside");
  cut.process.kill("SIGKILL");
  await cut.ended;
  const finished = await project.stack("secrets", "rotate", "demo");
  expect(finished.exitCode, finished.stderr).toBe(0);
  expect(await kept()).toBe(await value());

  await writeFile(file, "by-hand-and-wrong-0123456789");
  expect((await project.stack("up", "demo")).exitCode).toBe(3);
  const healed = await project.stack("secrets", "rotate", "demo", "VAULT_PASSWORD");
  expect(healed.exitCode, healed.stderr).toBe(0);
  expect(await kept()).toBe(await value());
  expect((await project.stack("up", "demo")).exitCode).toBe(0);
});
