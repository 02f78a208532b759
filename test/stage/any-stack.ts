import * as fc from "fast-check";
import type { Behaviour, Dependence, Part, Parts } from "./behaviour.ts";

/** Times of different parts differ, so that what happened first can be told. */
const ms = fc.integer({ min: 0, max: 12_000 });

/** One that crashes three times has failed, though it may recover later: these do not. */
const forEver = 10_000;

const serves: fc.Arbitrary<Behaviour> = fc.record({ kind: fc.constant("serves" as const), afterMs: ms });
const done: fc.Arbitrary<Behaviour> = fc.record({
  kind: fc.constant("ends" as const),
  afterMs: ms,
  exitCode: fc.constant(0),
});
const fails: fc.Arbitrary<Behaviour> = fc.record({
  kind: fc.constant("ends" as const),
  afterMs: ms,
  exitCode: fc.integer({ min: 1, max: 126 }),
});
const restarts: fc.Arbitrary<Behaviour> = fc.record({
  kind: fc.constant("restarts" as const),
  crashes: fc.constantFrom(1, 2, forEver),
  livesMs: fc.integer({ min: 100, max: 3_000 }),
  afterMs: ms,
});
const refused: fc.Arbitrary<Behaviour> = fc.constant({
  kind: "refused",
  failure: { kind: "refused", status: 500, message: "driver failed programming external connectivity" },
});
const stays: fc.Arbitrary<Behaviour> = fc.constant({ kind: "stays" });
const hangs: fc.Arbitrary<Behaviour> = fc.constant({ kind: "hangs" });

/** All that a service may do. */
export const anyBehaviour = fc.oneof(
  { weight: 5, arbitrary: serves },
  { weight: 3, arbitrary: done },
  { weight: 1, arbitrary: fails },
  { weight: 1, arbitrary: restarts },
  { weight: 1, arbitrary: refused },
  { weight: 1, arbitrary: stays },
  { weight: 1, arbitrary: hangs },
);

/** Only what comes to a good end. */
export const goodBehaviour = fc.oneof(serves, serves, done);

const names = ["ash", "bay", "cob", "dot", "elm", "fig", "gum", "hop"];

interface Drawn {
  readonly behaves: Behaviour;
  readonly optional: boolean;
  readonly replicas: number;
  readonly hooked: boolean;
  readonly links: readonly { readonly chance: number; readonly required: boolean; readonly kind: number }[];
}

interface Kinds {
  readonly behaviour: fc.Arbitrary<Behaviour>;
  /** Whether there are optional services, and dependencies that are not required. */
  readonly lenient: boolean;
}

/** A stack of up to eight services, each depending on some of those before it, by conditions that make sense for them. */
export function anyStack({ behaviour, lenient }: Kinds): fc.Arbitrary<Parts> {
  const never = fc.constant(false);
  const often = fc.constant(true);
  const drawn: fc.Arbitrary<Drawn> = fc.record({
    behaves: behaviour,
    optional: lenient ? fc.boolean() : never,
    replicas: fc.constantFrom(1, 1, 1, 2, 3),
    hooked: fc.constantFrom(false, false, false, true),
    links: fc.array(
      fc.record({
        chance: fc.integer({ min: 0, max: 2 }),
        required: lenient ? fc.constantFrom(true, true, false) : often,
        kind: fc.integer({ min: 0, max: 2 }),
      }),
      { minLength: names.length, maxLength: names.length },
    ),
  });
  return fc.array(drawn, { minLength: 1, maxLength: names.length }).map(stackOf);
}

function stackOf(drawn: readonly Drawn[]): Parts {
  const parts = drawn.map((each, index): readonly [string, Part] => {
    const after = drawn.slice(0, index).flatMap((other, at): readonly [string, Dependence][] => {
      const link = each.links[at];
      if (link === undefined || link.chance > 0) return [];
      const condition = conditionFor(other.behaves, link.kind);
      return [[names[at] ?? "", { condition, required: link.required }]];
    });
    const { behaves, optional, replicas, hooked } = each;
    return [names[index] ?? "", { behaves, optional, replicas, hooked, after: Object.fromEntries(after) }];
  });
  const awaited = new Set(parts.flatMap(([, { after = {} }]) => completedIn(after)));
  return Object.fromEntries(parts.map(([name, part]) => [name, awaited.has(name) ? part : endingSoon(part)]));
}

function completedIn(after: Readonly<Record<string, Dependence>>): readonly string[] {
  return Object.entries(after)
    .filter(([, { condition }]) => condition === "service_completed_successfully")
    .map(([name]) => name);
}

/** What nobody waits for to end is taken for a service that stays, unless it ends within five seconds. */
function endingSoon(part: Part): Part {
  const { behaves } = part;
  return behaves.kind === "ends"
    ? { ...part, behaves: { ...behaves, afterMs: behaves.afterMs % 4_500 } }
    : part;
}

/** What ends by itself is not waited for to be healthy, and what serves never completes. */
function conditionFor(behaves: Behaviour, kind: number): Dependence["condition"] {
  if (kind === 0) return "service_started";
  if (behaves.kind === "ends") return "service_completed_successfully";
  return behaves.kind === "refused" || kind === 1 ? "service_healthy" : "service_started";
}
