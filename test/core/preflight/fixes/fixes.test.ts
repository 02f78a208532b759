import { describe, expect, it } from "vitest";
import type { Finding } from "../../../../src/core/preflight/check.ts";
import { fixDirectory } from "../../../../src/core/preflight/fixes/fix-directory.ts";
import { fixMapCount } from "../../../../src/core/preflight/fixes/fix-map-count.ts";
import { fixPort } from "../../../../src/core/preflight/fixes/fix-port.ts";
import { fixSecrets } from "../../../../src/core/preflight/fixes/fix-secrets.ts";
import { fixToolkit } from "../../../../src/core/preflight/fixes/fix-toolkit.ts";
import { fixesFor, rootScript, runAsRoot } from "../../../../src/core/preflight/fixes/fixes.ts";
import { installToolkit } from "../../../../src/core/preflight/gpu/gpu-toolkit.ts";
import type { WriteAnswer } from "../../../../src/world/files/files.ts";
import type { ProcessResult, Processes } from "../../../../src/world/processes/processes.ts";
import type { World } from "../../../../src/world/world.ts";
import { partly, printed, scripted, stubFiles, stubMachine, stubWorld } from "../gpu/stub-world.ts";

const never = new AbortController().signal;

function found(id: string, data: Finding["data"], status: Finding["status"] = "fail"): Finding {
  return { id, status, title: "", detail: "", fix: "", data };
}

const mount = (path: string) => ({ path, service: "web", target: "/data", kind: "directory" });
const toolkit = { runtime: false, hook: true, cdiFiles: [], rootless: false };

function taken(variable: string | null) {
  const holder = { kind: "process" as const, userId: 0 };
  return { port: 5432, address: "", protocol: "tcp", service: "db", variable, proposed: 5433, holder };
}

const lowMapCount = found("host.max-map-count", { count: 65_530, wanted: 262_144, services: ["search"] });

function recording(result: ProcessResult, userId: number) {
  const commands: string[] = [];
  const processes = scripted(({ command, args }) => {
    commands.push([command, ...args].join(" "));
    return result;
  });
  const terminal = partly<World["terminal"]>("terminal", { canAsk: false });
  return { commands, world: stubWorld({ processes, terminal, machine: stubMachine({ userId }) }) };
}

describe("fixes", () => {
  it("are offered for what failed or warns, once each, and for nothing else", () => {
    const folder = found("file.missing", mount("/stack/data"));
    const findings = [folder, folder, found("file.missing", mount("/x"), "pass"), lowMapCount];
    const fixes = fixesFor(findings, [fixDirectory, fixMapCount]);
    expect(fixes.map(({ id }) => id)).toEqual(["directory:/stack/data", "max-map-count"]);
  });

  it("are never made up for data they do not know", () => {
    const strange = ["file.missing", "port.in-use", "host.max-map-count"].map((id) => found(id, { path: 3 }));
    const makers = [
      fixDirectory,
      fixMapCount,
      fixPort(".env", async () => ({ kind: "ok", value: undefined })),
    ];
    expect(fixesFor(strange, makers)).toEqual([]);
  });

  it("say how to undo each", () => {
    const findings = [lowMapCount, found("gpu.toolkit-not-configured", {}), found("secret.missing", {})];
    const secrets = fixSecrets(["secret.missing"], "secrets/", async () => ({
      kind: "ok",
      value: undefined,
    }));
    const fixes = fixesFor(findings, [fixMapCount, fixToolkit, secrets]);
    expect(fixes).toHaveLength(3);
    expect(fixes.every(({ undo, preview }) => undo !== "" && preview.length > 0)).toBe(true);
  });
});

describe("creating a folder", () => {
  async function create(answer: WriteAnswer) {
    const made: string[] = [];
    const files = stubFiles(
      {},
      {
        makeDirectory: async (path) => {
          made.push(path);
          return answer;
        },
      },
    );
    const [fix] = fixDirectory(found("model.directory", { path: "/models", model: "m", absent: true }));
    return { result: await fix?.apply(stubWorld({ files }), never), made };
  }

  it("does just that", async () => {
    expect(await create({ kind: "ok", value: undefined })).toEqual({
      result: { kind: "ok", value: undefined },
      made: ["/models"],
    });
  });

  it("says what to type where it may not", async () => {
    const { result } = await create({
      kind: "failed",
      error: { code: "EACCES", reason: "permission denied" },
    });
    expect(result).toEqual({
      kind: "failed",
      error: { reason: "permission denied", next: "sudo mkdir -p /models" },
    });
  });
});

describe("raising vm.max_map_count", () => {
  it("is done as root, and by sudo that does not ask where this user is not", async () => {
    const [fix] = fixMapCount(lowMapCount);
    const root = recording(printed(""), 0);
    expect(await fix?.apply(root.world, never)).toEqual({ kind: "ok", value: undefined });
    expect(root.commands).toEqual(["sysctl -w vm.max_map_count=262144"]);
    const user = recording(printed(""), 1000);
    await fix?.apply(user.world, never);
    expect(user.commands).toEqual(["sudo -n sysctl -w vm.max_map_count=262144"]);
  });

  it("says what to type where it may not, and names the old value to go back to", async () => {
    const [fix] = fixMapCount(lowMapCount);
    const refused = recording(
      { kind: "exited", exitCode: 1, stdout: "", stderr: "sudo: a password is required\n" },
      1000,
    );
    expect(await fix?.apply(refused.world, never)).toEqual({
      kind: "failed",
      error: {
        reason: "sudo: a password is required",
        next: "sudo sysctl -w vm.max_map_count=262144",
      },
    });
    expect(fix?.undo).toContain("65530");
  });
});

describe("using another port", () => {
  it("sets the variable in the env file through its keeper", async () => {
    const set: string[] = [];
    const make = fixPort(".env.development", async (_world, name, value) => {
      set.push(`${name}=${value}`);
      return { kind: "ok", value: undefined };
    });
    const [fix] = make(found("port.in-use", taken("POSTGRES_PORT")));
    expect(fix?.preview).toEqual(["POSTGRES_PORT=5433 in .env.development"]);
    expect(await fix?.apply(stubWorld({}), never)).toEqual({ kind: "ok", value: undefined });
    expect(set).toEqual(["POSTGRES_PORT=5433"]);
  });

  it("is not possible without a variable", () => {
    const make = fixPort(".env", async () => ({ kind: "ok", value: undefined }));
    expect(make(found("port.in-use", taken(null)))).toEqual([]);
  });
});

describe("steps for root", () => {
  const refusal: ProcessResult = {
    kind: "exited",
    exitCode: 1,
    stdout: "",
    stderr: "sudo: a password is required\n",
  };

  /** A user who must give a password; once given, sudo does not ask for a while. */
  function guarded(canAsk: boolean, isKnown = true) {
    const ran: string[] = [];
    let isOpen = false;
    const processes = partly<Processes>("processes", {
      run: async ({ command, args }) => {
        ran.push([command, ...args].join(" "));
        return isOpen ? printed("") : refusal;
      },
      handOver: async ({ command, args }) => {
        ran.push(`${command} ${args.join(" ")} (on the terminal)`);
        isOpen = isKnown;
        return isKnown ? printed("") : refusal;
      },
    });
    const terminal = partly<World["terminal"]>("terminal", { canAsk });
    return { ran, world: stubWorld({ processes, terminal, machine: stubMachine({ userId: 1000 }) }) };
  }

  const steps = [
    ["sh", "-c", "curl -fsSL https://example.org/key | gpg -o /etc/key"],
    ["apt-get", "install", "two words"],
  ] as const;

  it("ask for the password once, on a terminal", async () => {
    const { ran, world } = guarded(true);
    expect(await runAsRoot(world, steps, never)).toEqual({ kind: "ok", value: undefined });
    expect(ran.filter((line) => line.includes("(on the terminal)"))).toEqual(["sudo -v (on the terminal)"]);
    expect(ran.at(-1)).toBe("sudo -n apt-get install two words");
  });

  it.each([
    ["without a terminal", false, true, 1],
    ["without the password", true, false, 3],
  ])("are given as one script that a shell reads right, %s", async (_where, canAsk, isKnown, calls) => {
    const { ran, world } = guarded(canAsk, isKnown);
    const answer = await runAsRoot(world, steps, never);
    expect(ran).toHaveLength(calls);
    expect(answer).toEqual({
      kind: "failed",
      error: {
        reason: "sudo: a password is required",
        next: String.raw`sudo sh -c 'curl -fsSL https://example.org/key | gpg -o /etc/key && apt-get install '\''two words'\'''`,
      },
    });
  });

  it("are shown quoted", () => {
    expect(rootScript([["sysctl", "-w", "vm.max_map_count=262144"]])).toBe(
      "sudo sysctl -w vm.max_map_count=262144",
    );
    expect(rootScript([["sh", "-c", "a | b"]])).toBe("sudo sh -c 'a | b'");
    const [fix] = installToolkit(found("gpu.toolkit-missing", {}), true);
    expect(fix?.preview[0]).toMatch(/^sudo sh -c 'curl .*\| gpg .*'$/u);
  });

  it("leave a rootless engine's settings to its user", async () => {
    const [fix] = fixToolkit(found("gpu.toolkit-not-configured", { ...toolkit, rootless: true }));
    expect(fix?.preview.join("\n")).toContain("systemctl --user restart docker");
    const { commands, world } = recording(printed(""), 1000);
    expect(await fix?.apply(world, never)).toEqual({ kind: "ok", value: undefined });
    expect(commands).toEqual([
      "nvidia-ctk runtime configure --runtime=docker --config=/home/ada/.config/docker/daemon.json",
      "sudo -n nvidia-ctk config --set nvidia-container-cli.no-cgroups=true --in-place",
    ]);
  });
});
