import { openContext } from "../../src/command/open-context.ts";
import { tellOutcome } from "../../src/command/tell-outcome.ts";
import type { Command } from "../../src/command/command.ts";
import type { Outcome } from "../../src/core/events/outcome.ts";
import type { Compose } from "../../src/world/compose/compose.ts";
import { parseJson } from "../../src/world/parse-json.ts";
import type { World } from "../../src/world/world.ts";
import { exited } from "../world/fake-processes.ts";
import type { ProcessAnswer } from "../world/fake-processes.ts";
import { fakeTerminal } from "../world/fake-terminal.ts";
import type { FakeTerminal, FakeTerminalOptions } from "../world/fake-terminal.ts";
import { fakeWorld } from "../world/fake-world.ts";
import type { FakeWorld, FakeWorldParts } from "../world/fake-world.ts";
import { answerOf, endOf, imageOf, layersOf } from "./behaviour.ts";
import type { Part, Parts } from "./behaviour.ts";
import { stagedCompose } from "./staged-compose.ts";

const folder = "/home/ann/project";

export interface StagedStack {
  readonly world: FakeWorld;
  /** What Compose is asked to merge from now on. */
  readonly change: (parts: Parts) => void;
  /** How often each container was started. */
  readonly starts: ReadonlyMap<string, number>;
}

export interface StageOptions extends Omit<FakeWorldParts, "compose"> {
  /** Replaces calls of Compose. */
  readonly compose?: Partial<Compose>;
  /** The environment that Compose is asked of, `demo` where it is left out. */
  readonly environment?: string;
  /** The manifest, as data; one environment, `demo`, where it is left out. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** What creating takes, for each service. */
  readonly createMs?: number;
  /** Told of each container that is started, the moment it runs. */
  readonly onStart?: (service: string) => void;
  /** More of the merged model: volumes, networks, secrets. */
  readonly model?: Readonly<Record<string, unknown>>;
}

/**
 * A box with one stack, on which the whole program can be run in no time: its services behave as told, Compose and the
 * engine do what they do, and nothing else can be asked.
 */
export function stagedStack(parts: Parts, options: StageOptions = {}): StagedStack {
  const {
    compose,
    environment = "demo",
    manifest = shop,
    model = {},
    createMs = 0,
    onStart,
    ...rest
  } = options;
  let current = parts;
  const starts = new Map<string, number>();
  const partOf = (service: string): Part => {
    const part = current[service];
    if (part === undefined) throw new Error(`the stage has no service ${service}`);
    return part;
  };
  const names = Object.keys(parts);
  const world: FakeWorld = fakeWorld({
    processes: programs,
    ...rest,
    engine: {
      images: Object.fromEntries(
        names.map((name) => [imageOf(name), { id: `sha256:${name}`, sizeBytes: 1_000, repoDigests: [] }]),
      ),
      ...rest.engine,
      exec: { ...askedOf(names), ...rest.engine?.exec },
      afterStart: Object.fromEntries(names.map((name) => [name, begin(name)])),
      refuseStart: Object.fromEntries(
        names.map((name) => [
          name,
          () => {
            const { behaves } = partOf(name);
            return behaves.kind === "refused" ? behaves.failure : undefined;
          },
        ]),
      ),
    },
    compose: {
      ...stagedCompose({
        engine: () => world.engine,
        clock: () => world.clock,
        env: () => world.files.textAt(`${folder}/.env.${environment}`) ?? "",
        parts: () => current,
        model,
        project: `shop-${environment}`,
        createMs,
      }),
      ...compose,
    },
    files: {
      [`${folder}/stack.yaml`]: JSON.stringify(manifest),
      [`${folder}/compose.yaml`]: layersOf(parts),
      "/usr/lib/stack/package.json": '{ "version": "9.8.7" }',
      ...rest.files,
    },
  });

  function askedOf(services: readonly string[]): NonNullable<FakeWorldParts["engine"]>["exec"] {
    return Object.fromEntries(
      services.map((service) => [
        service,
        ({ containerId }) => {
          const { startedAt } = world.engine.container(containerId);
          const sinceStartMs = world.clock.now().getTime() - (startedAt?.getTime() ?? 0);
          return answerOf(partOf(service), { sinceStartMs, starts: starts.get(containerId) ?? 0 });
        },
      ]),
    );
  }

  function begin(service: string): (engine: FakeWorld["engine"], id: string) => void {
    return (_engine, id) => {
      const count = (starts.get(id) ?? 0) + 1;
      starts.set(id, count);
      onStart?.(service);
      const end = endOf(partOf(service), count);
      if (end !== undefined) void dieLater(service, id, end);
    };
  }

  /** And the engine starts it again, where its policy says so. */
  async function dieLater(
    service: string,
    id: string,
    { afterMs, exitCode }: { readonly afterMs: number; readonly exitCode: number },
  ): Promise<void> {
    const { clock, engine } = world;
    const { signal } = new AbortController();
    const began = starts.get(id);
    await clock.sleep(afterMs, signal);
    const lives = await engine.inspect(id);
    if (starts.get(id) !== began || lives.kind === "failed" || lives.value.state !== "running") return;
    engine.die(id, exitCode);
    if (partOf(service).behaves.kind !== "restarts") return;
    await clock.sleep(100, signal);
    if ((await engine.inspect(id)).kind === "ok") await engine.start(id);
  }

  return {
    world,
    starts,
    change: (next) => {
      current = next;
      world.files.put(`${folder}/compose.yaml`, layersOf(next));
    },
  };
}

const shop = {
  name: "shop",
  environments: { demo: { aliases: ["d"], layers: ["compose.yaml"] } },
};

/** Programs of a box with Docker and without a card. */
const programs: readonly ProcessAnswer[] = [
  { command: "docker", args: ["--version"], result: exited("Docker version 28.5.1, build x\n") },
  {
    command: "docker",
    including: ["context", "inspect"],
    result: exited("default unix:///run/docker.sock\n"),
  },
  { command: "nvidia-smi", result: { kind: "not-found" } },
  { command: "git", result: { kind: "not-found" } },
];

/** A command of the program, as it ended and with all that it wrote. */
export interface Performed {
  readonly outcome: Outcome;
  readonly terminal: FakeTerminal;
}

export interface Performing {
  readonly words?: readonly string[];
  /** As commander would hand them over. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly terminal?: FakeTerminalOptions;
  /** What is done while it runs. */
  readonly meanwhile?: (terminal: FakeTerminal) => void;
  /** The world it runs in, made from the box's. */
  readonly within?: (world: World) => World;
}

/** Runs one command on the box, from its words to its ending and what is said of it, at a terminal of its own. */
export async function perform(
  { world }: Pick<StagedStack, "world">,
  command: Command,
  { words = ["demo"], options = {}, within = (same) => same, ...more }: Performing = {},
): Promise<Performed> {
  const terminal = fakeTerminal(more.terminal);
  const own = within({ ...world, terminal });
  const opened = await openContext(own, words, {
    options: { color: false, ...options },
    commands: [],
    startGuards: [],
  });
  if (opened.kind === "failed") throw new Error(`${opened.error.flag}: ${opened.error.message}`);
  more.meanwhile?.(terminal);
  const { value: context } = opened;
  const ended = await world.clock.drive(command(context));
  return { outcome: tellOutcome(context, command.name, ended), terminal };
}

/** The lines of `--json`, each read. */
export function linesOf({ terminal }: Performed): readonly unknown[] {
  return terminal.outText
    .split("\n")
    .filter((line) => line !== "")
    .map(parseJson);
}

/** The one document of `--json`. */
export function documentOf({ terminal }: Performed): unknown {
  return parseJson(terminal.outText);
}
