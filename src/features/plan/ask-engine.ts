import { changedKeys } from "./changed-keys.ts";
import { imageSizes } from "./image-sizes.ts";
import { recordedRuns } from "../../core/journal/run-journal.ts";
import { decidePlan, existingContainers } from "../../core/plan/decide.ts";
import { configurationChanged, makePlan } from "../../core/plan/make-plan.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Prepared } from "../../core/plan/prepare.ts";
import { decideImages, imagesInQuestion, servicesInNeed } from "../../core/plan/wanted-images.ts";
import type { ImagePolicy } from "../../core/plan/wanted-images.ts";
import { seenToComplete } from "../../core/start/seen-to-complete.ts";
import type { ComposeProject } from "../../world/compose/compose.ts";
import type { EngineAnswer, ListedImage } from "../../world/engine/engine.ts";
import { parseImageReference } from "../../world/engine/image-reference.ts";
import type { World } from "../../world/world.ts";

export interface AskedPlan {
  readonly plan: Plan;
  /** Why no engine was asked, where none was: the plan is then that of a start on which nothing is there. */
  readonly notAsked: string | undefined;
  /** By service: what of its configuration has changed. */
  readonly changed: ReadonlyMap<string, readonly string[]>;
  readonly images: readonly ImageRow[];
}

/** An image that a start would have to bring, or lacks. */
export interface ImageRow {
  readonly image: string;
  /** `missing`: its pull policy keeps it from being pulled. */
  readonly action: "pull" | "build" | "missing";
  /** What is to be pulled, compressed, layers that are here already included; null where it is not known. */
  readonly sizeBytes: number | null;
  readonly services: readonly string[];
}

/** A plan is wanted at once, and can do without an engine. */
const patienceMs = 3_000;

/** As `up` has it where it is told nothing else. */
const policy: ImagePolicy = { pull: "missing", build: false };

/** The questions that a plan has, each asked once: ahead, while Compose reads the files, or when it comes to it. */
export class EngineQuestions {
  readonly #world: World;

  constructor(world: World) {
    this.#world = askingOnce(world);
  }

  askAhead(project: ComposeProject): void {
    const { compose, engine, background, terminal } = this.#world;
    const ask = async (): Promise<void> => {
      const existing = await existingContainers(this.#world, project.name);
      if (existing.kind === "ok" && existing.value.size > 0)
        await compose.configHashes(project, terminal.interrupted);
    };
    for (const asked of [ask(), engine.images()]) background.begin(asked);
  }

  /** What `up` would do, decided as `up` decides it. */
  async decide(prepared: Prepared, asksForSizes: boolean): Promise<AskedPlan> {
    const world = this.#world;
    const { project, stateDirectory } = prepared.environment;
    const [listed, runs] = await Promise.all([
      world.engine.containers({ project: project.name }),
      recordedRuns(world, { stateDirectory, project: project.name }),
    ]);
    if (listed.kind === "failed") return notAsked(prepared, listed.error.message);
    const known = { ...prepared, project, seenToComplete: seenToComplete(runs) };
    const decided = await decidePlan(world, known, world.terminal.interrupted);
    if (decided.kind === "failed") return notAsked(prepared, decided.error[0]?.message ?? "");
    const plan = decided.value;
    const [changed, images] = await Promise.all([
      whatChanged(world, prepared, plan),
      imagesFor(world, plan, asksForSizes),
    ]);
    return { plan, notAsked: undefined, changed, images };
  }
}

/** As if nothing were there. */
export function notAsked({ environment, loaded, gpu, services }: Prepared, why: string): AskedPlan {
  const { project } = environment;
  const { model } = loaded;
  const plan = makePlan({ environment, model, project, gpu, services, existing: () => undefined });
  return { plan, notAsked: why, changed: new Map(), images: [] };
}

async function whatChanged(
  world: World,
  { loaded }: Prepared,
  { services, project, model }: Plan,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { engine } = world;
  const existing = await existingContainers(world, project.name);
  const changed = new Map<string, readonly string[]>();
  for (const { service, action } of services) {
    if (action.kind !== "recreate" || action.why !== configurationChanged) continue;
    const containers = existing.kind === "ok" ? (existing.value.get(service.name) ?? []) : [];
    const written = loaded.document.services[service.name];
    const keys = containers.map(async ({ id, imageId }) => {
      const [made, image] = await Promise.all([engine.madeWith(id), engine.image(imageId)]);
      if (made.kind === "failed") return [];
      const imageVariables = image.kind === "ok" ? (image.value.variables ?? {}) : undefined;
      return changedKeys({ service, written, model, made: made.value, imageVariables });
    });
    changed.set(service.name, [...new Set((await Promise.all(keys)).flat())]);
  }
  return changed;
}

async function imagesFor(world: World, plan: Plan, asksForSizes: boolean): Promise<readonly ImageRow[]> {
  const services = servicesInNeed(plan, policy);
  const { name } = plan.project;
  const asked = imagesInQuestion(services, name);
  const answers = await Promise.all(asked.map((image) => world.engine.image(image)));
  const missing = new Set(asked.filter((_, index) => answers[index]?.kind === "failed"));
  const { toPull, forbidden, toBuild } = decideImages(services, name, policy, (image) => missing.has(image));
  const usersOf = (image: string): readonly string[] =>
    services.filter((service) => service.image === image).map((service) => service.name);
  const sizes = asksForSizes ? await imageSizes(world, toPull) : new Map<string, number>();
  return [
    ...toPull.map((image): ImageRow => {
      const sizeBytes = sizes.get(image) ?? null;
      return { image, action: "pull", sizeBytes, services: usersOf(image) };
    }),
    ...toBuild.map((service): ImageRow => {
      const image = services.find((each) => each.name === service)?.image ?? `${name}-${service}`;
      return { image, action: "build", sizeBytes: null, services: [service] };
    }),
    ...forbidden.map((image): ImageRow => ({
      image,
      action: "missing",
      sizeBytes: null,
      services: usersOf(image),
    })),
  ];
}

/** The same world, in which what a plan asks for is asked once, and an engine that does not answer is not waited for. */
function askingOnce(world: World): World {
  const { engine, compose } = world;
  const images = once(async () => within(world, engine.images()));
  return {
    ...world,
    engine: {
      ...engine,
      containers: once(async (filter) => within(world, engine.containers(filter))),
      inspect: once(async (id) => within(world, engine.inspect(id))),
      images,
      image: once(
        async (reference) => listedAs(reference, await images()) ?? within(world, engine.image(reference)),
      ),
    },
    compose: { ...compose, configHashes: once(async (...asked) => compose.configHashes(...asked)) },
  };
}

/** One by one, images take as long as everything else; undefined where the list does not tell for sure. */
function listedAs(
  reference: string,
  images: EngineAnswer<readonly ListedImage[]>,
): EngineAnswer<ListedImage> | undefined {
  const named = tagged(reference);
  if (images.kind === "failed" || named === undefined) return undefined;
  const image = images.value.find(({ tags }) => tags.some((tag) => tagged(tag) === named));
  if (image !== undefined) return { kind: "ok", value: image };
  return { kind: "failed", error: { kind: "not-found", message: `No such image: ${reference}` } };
}

const isId = /^(?:sha256:)?[\da-f]{4,64}$/u;

/** The name by which two references with a tag are the same; undefined for an id, or one with a digest. */
function tagged(reference: string): string | undefined {
  const { registry = "docker.io", path, tag = "latest", digest } = parseImageReference(reference);
  if (digest !== undefined || isId.test(reference)) return undefined;
  const host = registry === "index.docker.io" ? "docker.io" : registry;
  return `${host}/${path}:${tag}`;
}

/** The same question, in the same words, has one answer. */
function once<A extends readonly unknown[], T>(
  ask: (...asked: A) => Promise<T>,
): (...asked: A) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return async (...asked) => {
    const key = JSON.stringify(asked);
    const answer = answers.get(key) ?? ask(...asked);
    answers.set(key, answer);
    return answer;
  };
}

async function within<T>(
  { clock }: Pick<World, "clock">,
  answer: Promise<EngineAnswer<T>>,
): Promise<EngineAnswer<T>> {
  const isOver = new AbortController();
  const late = async (): Promise<EngineAnswer<T>> => {
    await clock.sleep(patienceMs, isOver.signal);
    const message = `it did not answer within ${String(patienceMs / 1000)} seconds`;
    return { kind: "failed", error: { kind: "timed-out", message } };
  };
  return Promise.race([answer, late()]).finally(() => isOver.abort());
}
