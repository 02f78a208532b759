import { createHash } from "node:crypto";
import { parseManifest } from "../../../../src/features/backup/save/backup-manifest.ts";
import { findOwnProject } from "../../../../src/core/ownership/running-project.ts";
import { beginJournal } from "../../../../src/features/backup/restore/begin-journal.ts";
import { carryOutRestore } from "../../../../src/features/backup/restore/carry-out-restore.ts";
import type { SavedBefore, WholeAnswer } from "../../../../src/features/backup/restore/carry-out-restore.ts";
import { planRestore } from "../../../../src/features/backup/restore/plan-restore.ts";
import {
  readRestoreJournal,
  unfinishedRestoreCheck,
} from "../../../../src/features/backup/restore/restore-journal.ts";
import type { RestoreJournal } from "../../../../src/features/backup/restore/restore-journal.ts";
import type { RestoreStep } from "../../../../src/features/backup/restore/restore-backup.ts";
import { launchWords } from "../../../../src/core/report/words/launch-words.ts";
import type { Engine, ExecRequest, ExecResult } from "../../../../src/world/engine/engine.ts";
import type {
  Piped,
  Plumbing,
  ProcessRequest,
  ProcessResult,
} from "../../../../src/world/processes/processes.ts";
import type { World } from "../../../../src/world/world.ts";
import { folder, preparedFrom } from "../../../core/plan/prepared-from.ts";
import { fakeContainer } from "../../../world/fake-container.ts";
import { exited } from "../../../world/fake-processes.ts";
import { fakeWorld } from "../../../world/fake-world.ts";
import type { FakeWorld } from "../../../world/fake-world.ts";
import { archive, manifestText, project } from "./box-backup.ts";

/** Thrown in the middle of things: from then on the killed run does nothing more, not even tidy up. */
export class Killed extends Error {}

const password = "today";
export const backupFolder = `${folder}/backups/demo/2026-01-01T00-00-00Z`;
export const beforeFolder = `${folder}/backups/demo/2026-01-02T00-00-00Z`;

const services = {
  postgres: {
    image: "postgres:17",
    environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/postgres_password" },
    volumes: [{ type: "volume", source: "pg", target: "/var/lib/postgresql/data" }],
  },
  redis: {
    image: "redis:7",
    command: ["redis-server", "--appendonly", "yes"],
    volumes: [{ type: "volume", source: "rd", target: "/data" }],
  },
  files: { image: "example/files:1", volumes: [{ type: "volume", source: "files", target: "/files" }] },
  web: { image: "example/web:1" },
};
const keys = ["pg", "rd", "files"] as const;
type Key = (typeof keys)[number];
const volumeOf: Readonly<Record<string, Key | undefined>> = { postgres: "pg", redis: "rd", files: "files" };

/** What lies in a volume. Redis reads its append-only file alone; PostgreSQL's has the password it was made with. */
interface Volume {
  data: string;
  password?: string;
  aof?: string;
}

/**
 * A box with PostgreSQL, Redis, a service that keeps files and one that has none; every effect is counted, and any can
 * be the last. What runs inside a container can be cut in its middle too.
 */
export class RestoreBox {
  readonly fake: FakeWorld;
  readonly volumes = new Map<string, Volume>();
  /** What Redis was told while it runs: gone when it starts again. */
  private redisAppends = true;
  readonly steps: RestoreStep[] = [];
  copies = 0;
  effects = 0;
  isDead = false;
  /** Stores that do not come up with the data they have. */
  private readonly broken = new Set<string>();
  interfere: (effect: number) => "none" | "die-before" | "die-in" | "die-after" = () => "none";

  constructor() {
    const containers = Object.entries(services).map(([service, { image }]) =>
      containerOf(service, image, "running"),
    );
    const volumes = keys.map((key) => engineVolume(key, "then"));
    for (const key of keys) this.volumes.set(`${project}_${key}`, { data: "old", aof: "old", password });
    this.fake = fakeWorld({
      machine: { workingDirectory: folder },
      files: {
        [`${backupFolder}/manifest.json`]: manifestText,
        [`${backupFolder}/postgres.sql.gz`]: "dump",
        [`${backupFolder}/redis.rdb`]: "set",
        [`${backupFolder}/files.tar`]: archive,
        [`${folder}/secrets/demo/postgres_password`]: password,
      },
      engine: {
        containers,
        volumes,
        images: Object.fromEntries(
          containers.map(({ imageId }) => [imageId, { id: imageId, sizeBytes: 1, repoDigests: [] }]),
        ),
      },
    });
  }

  of(key: Key): Volume | undefined {
    return this.volumes.get(`${project}_${key}`);
  }

  /** The journal as the next command finds it. */
  journal(): Promise<RestoreJournal | undefined> {
    return readRestoreJournal(this.fake, { folder, project });
  }

  /** What `up` and `doctor` find. */
  async told(): Promise<readonly string[]> {
    const { run } = unfinishedRestoreCheck({ folder, project });
    const findings = await run(this.fake, new AbortController().signal);
    return findings.map(({ id, status }) => `${status} ${id}`);
  }

  /** From now on its data keeps it from starting. */
  end(service: string, exitCode: number): void {
    this.broken.add(service);
    this.fake.engine.die(`${service}-id`, exitCode);
  }

  runs(service: string): boolean {
    return this.containers(service).some(({ state }) => state === "running");
  }

  /** `stack restore demo <backup>`: all of it that changes anything. */
  async restore(copy = true): Promise<WholeAnswer> {
    const prepared = await preparedFrom({
      services,
      volumes: Object.fromEntries(keys.map((key) => [key, { name: `${project}_${key}` }])),
      specs: { POSTGRES_PASSWORD: { kind: "password", file: "postgres_password" } },
    });
    const { world } = this;
    const running = { environment: "demo", project, rehearsal: false, folder, directories: [folder] };
    const own = await findOwnProject(world, { ...running, containers: [] });
    if (own.kind === "failed") throw new Error(own.error[0]?.message);
    const manifest = parseManifest(this.fake.files.textAt(`${backupFolder}/manifest.json`) ?? "");
    if (manifest === undefined) throw new Error("the manifest does not parse");
    const backup = { path: backupFolder, manifest };
    const { model } = prepared.loaded;
    const plan = planRestore(own.value, model, manifest);
    const pending = await this.journal();
    const journal = beginJournal(world, { project: own.value, backup, plan, pending, copy });
    const engine = await world.engine.ping(1_000);
    if (engine.kind === "failed") throw new Error(engine.error.message);
    const signal = new AbortController().signal;
    const { project: compose } = prepared.environment;
    const words = launchWords({ environment: "demo", rehearsal: false });
    const tell = (): void => {};
    const about = { world, prepared, own: own.value, project: compose, tell, words, timeoutMs: undefined };
    return carryOutRestore(
      { world, engine: engine.value, signal },
      {
        project: own.value,
        model,
        compose,
        backup,
        plan,
        journal,
        resumed: pending !== undefined,
        rotation: about,
        startAgain: async (names) => {
          for (const name of names) {
            for (const { id } of this.containers(name)) await world.engine.start(id);
          }
          return { kind: "ok", value: undefined };
        },
        directory: `${folder}/backups/demo`,
        keep: copy,
        saved: [],
        save: () => this.save(),
        tell: (step) => this.steps.push(step),
      },
    );
  }

  private save(): Promise<SavedBefore> {
    return this.effect(async () => {
      this.copies += 1;
      return { kind: "saved", path: beforeFolder, parts: [] };
    });
  }

  private containers(service: string) {
    return ["", "-2"].flatMap((suffix) => {
      const id = `${service}-id${suffix}`;
      return this.ids.has(id) ? [this.fake.engine.container(id)] : [];
    });
  }

  private readonly ids = new Set(Object.keys(services).map((service) => `${service}-id`));

  /** Everything that changes something goes through here. */
  private async effect<T>(act: (half: boolean) => Promise<T>): Promise<T> {
    if (this.isDead) throw new Killed();
    const how = this.interfere(this.effects);
    this.effects += 1;
    if (how === "die-before") throw this.die();
    const answer = await act(how === "die-in");
    if (how !== "none") throw this.die();
    return answer;
  }

  private die(): Killed {
    this.isDead = true;
    return new Killed();
  }

  private get world(): World {
    const { engine, files } = this.fake;
    return {
      ...this.fake,
      clock: this.clock,
      files: {
        ...files,
        writeAtomically: (...args) => this.effect(() => files.writeAtomically(...args)),
        remove: (...args) => this.effect(() => files.remove(...args)),
      },
      compose: {
        ...this.fake.compose,
        config: () => Promise.resolve({ kind: "exited", exitCode: 0, stdout: "{}", stderr: "" }),
        create: (_, names) => this.effect(() => this.create(names)),
      },
      processes: {
        ...this.fake.processes,
        run: (request) => this.effect(async () => this.docker(request)),
        pipe: (request, plumbing) => this.effect((half) => this.pipe(request, plumbing, half)),
      },
      engine: {
        ...engine,
        start: (id) => this.effect(() => this.start(id)),
        stop: (...args) => this.effect(() => engine.stop(...args)),
        removeContainer: (id, force) =>
          this.effect(() => {
            this.ids.delete(id);
            return engine.removeContainer(id, force);
          }),
        removeVolume: (name) => this.effect(() => this.removeVolume(name)),
        exec: (request) => this.exec(request),
      },
    };
  }

  private elapsed = 0;

  /** Whoever waits has waited. */
  private readonly clock = {
    now: () => new Date(this.elapsed),
    elapsedMs: () => this.elapsed,
    sleep: (ms: number) => {
      this.elapsed += ms;
      return Promise.resolve();
    },
  };

  private holder: string | undefined;

  private removeVolume(name: string): ReturnType<Engine["removeVolume"]> {
    if (this.holder === name) {
      const failure = { kind: "refused", status: 409, message: "volume is in use" } as const;
      return Promise.resolve({ kind: "failed", error: failure });
    }
    this.volumes.delete(name);
    return this.fake.engine.removeVolume(name);
  }

  private async start(id: string): ReturnType<Engine["start"]> {
    const service = id.replace(/-id.*$/u, "");
    const answer = await this.fake.engine.start(id);
    if (answer.kind === "ok" && answer.value === "started" && service === "redis") {
      this.redisAppends = true;
      const volume = this.of("rd");
      if (volume !== undefined) volume.data = volume.aof ?? "";
    }
    if (this.broken.has(service)) this.fake.engine.die(id, 1);
    return answer;
  }

  /** Compose makes what is missing: volumes, and containers that have not started. */
  private create(names: readonly string[]): Promise<ProcessResult> {
    for (const key of keys.filter((each) => this.of(each) === undefined)) {
      this.volumes.set(`${project}_${key}`, { data: "", aof: "", password });
      this.fake.engine.addVolume(engineVolume(key, "now"));
    }
    for (const service of names.filter((name) => this.containers(name).length === 0)) {
      const id = `${service}-id`;
      this.ids.add(id);
      const image = Object.entries(services).find(([name]) => name === service)?.[1].image ?? "";
      this.fake.engine.add(containerOf(service, image, "created"));
      this.broken.delete(service);
    }
    return Promise.resolve(exited(""));
  }

  /** The holder of a volume, which is left behind by whoever dies beside it. */
  private docker({ args }: ProcessRequest): ProcessResult {
    const words = args.join(" ");
    const name = /stack-holds-(\S+)/u.exec(words)?.[1];
    if (words.includes("create --name")) this.holder = name;
    else if (words.includes("rm --volumes") && this.holder === name) this.holder = undefined;
    return exited("");
  }

  private async pipe({ args }: ProcessRequest, plumbing: Plumbing, half: boolean): Promise<Piped> {
    const words = args.join(" ");
    const done = { ended: exited(""), written: undefined, failure: undefined };
    const [pg, rd] = [this.of("pg"), this.of("rd")];
    if (words.includes("-i -e LC_ALL=C postgres-id") && pg !== undefined) {
      pg.password = "of the backup's day";
      pg.data = half ? "half" : "new";
    } else if (words.includes("-i -e LC_ALL=C redis-id") && rd !== undefined) {
      const appends = this.redisAppends;
      this.redisAppends = false;
      if (half) return done;
      if (appends) rd.aof = "new";
    } else if (words.includes("cp -a -")) {
      const volume = this.of("files");
      if (volume !== undefined) volume.data = half ? "half" : "new";
    } else if (words.includes("cp -a")) {
      const name = /stack-holds-(\S+?):/u.exec(words)?.[1] ?? "";
      const holds =
        plumbing.output !== undefined || this.volumes.get(name)?.data === "new" ? archive : "something else";
      await plumbing.onChunk?.(Buffer.from(holds));
      if (plumbing.output !== undefined)
        return { ...done, written: this.written(plumbing.output.path, holds) };
    } else throw new Error(`no answer for: docker ${words}`);
    return done;
  }

  private written(path: string, text: string): NonNullable<Piped["written"]> {
    this.fake.files.put(path, { text, mode: 0o600 });
    return { sizeBytes: text.length, sha256: createHash("sha256").update(text).digest("hex") };
  }

  private async exec(request: ExecRequest): ReturnType<Engine["exec"]> {
    const { containerId, command } = request;
    const script = command[2] ?? "";
    const { input = "" } = request;
    if (!containerId.startsWith("postgres")) return said(`db0:keys=${this.of("rd")?.data === "new" ? 1 : 0}`);
    if (script.includes("count(*)") || script.includes('-d "$1"'))
      return said(`0|${this.of("pg")?.data === "new" ? 2 : 0}`);
    if (script.includes("pg_isready")) return said("");
    const [known = "", , next] = input.split("\n");
    if (script.includes("select 1")) {
      return known === this.of("pg")?.password
        ? said("1")
        : said("", 2, "FATAL: password authentication failed");
    }
    const pg = this.of("pg");
    return this.effect(async () => {
      if (pg !== undefined) pg.password = next ?? "";
      return said("");
    });
  }
}

function engineVolume(key: Key, createdAt: string) {
  const labels = { "com.docker.compose.project": project, "com.docker.compose.volume": key };
  return { name: `${project}_${key}`, createdAt, labels, driver: "local", options: {} };
}

function said(stdout: string, exitCode = 0, stderr = ""): { kind: "ok"; value: ExecResult } {
  return { kind: "ok", value: { kind: "exited", exitCode, stdout, stderr } };
}

function containerOf(service: string, image: string, state: "running" | "created") {
  const key = volumeOf[service];
  const name = `${project}_${key ?? ""}`;
  return fakeContainer({
    project,
    service,
    image,
    state,
    labels: { "com.docker.compose.project.working_dir": folder },
    mounts: key === undefined ? [] : [{ type: "volume", name, source: "", destination: "/data" }],
  });
}
