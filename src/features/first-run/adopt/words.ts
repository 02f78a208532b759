import type { AdoptionPlan, PlannedCopy, StayingVolume, WhyNotCopied } from "./adoption-plan.ts";
import type { AdoptionStep } from "./adopt-volumes.ts";
import { bytes } from "../../../world/bytes.ts";
import { duration } from "../../../core/report/words/duration.ts";
import { count, listing } from "../../../core/report/words/lists.ts";
import type { Counterpart } from "./match-volumes.ts";

/** What each choice would come to, before it is made. */
export function choiceLines(plan: AdoptionPlan, running: readonly string[]): readonly string[] {
  const runs =
    running.length === 0
      ? "nothing of it runs"
      : `${listing(running, 4)} ${running.length === 1 ? "goes" : "go"} on running`;
  const stops = running.length === 0 ? "" : `stops ${listing(running, 4)}; `;
  const total = plan.copies.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const copies =
    plan.copies.length === 0
      ? "copies nothing"
      : `copies ${count(plan.copies.length, "volume")} (${bytes(total)}${free(plan)}) and changes none of the originals`;
  return [
    `keep: all of it stays as it is, ${runs}; development has data of its own`,
    `adopt: ${stops}${copies}`,
    ...adoptionLines(plan).map((line) => `  ${line}`),
    `remove: ${running.length === 0 ? "" : "stops and "}removes the containers and networks above; no volume, and copies nothing`,
  ];
}

function free({ freeBytes }: AdoptionPlan): string {
  return freeBytes === undefined ? "" : `, ${bytes(freeBytes)} are free`;
}

/** What adopting copies, what it does not and why, and whose secrets the data needs. */
function adoptionLines({ copies, stays, secrets }: AdoptionPlan): readonly string[] {
  const { take, kept } = secrets;
  return [
    ...copies.map(copyLine),
    ...stays.map(
      (each) => `${each.volume}${sized(each)} is not copied: ${whyNot(each.why)}${savedRows(each)}`,
    ),
    ...(take.size === 0
      ? []
      : [`${listing([...take.keys()])}: taken over into development's secrets, unseen`]),
    ...(kept.length === 0
      ? []
      : [`${listing(kept)}: development has another value, which is in use and stays`]),
  ];
}

function savedRows({ why, pair }: StayingVolume): string {
  const isSaved = why.kind.startsWith("postgres-") && pair?.container?.state === "running";
  return isSaved ? "; its rows are saved as SQL instead" : "";
}

function copyLine(copy: PlannedCopy): string {
  return `${copy.pair.source.name}${sized(copy)} is copied to ${copy.pair.target.name}`;
}

/** After adopting: for what was left behind, how to get at it. */
export function adviceLines({ stays }: AdoptionPlan, dumped: string | undefined): readonly string[] {
  return stays.flatMap((each) => {
    const advice = adviceFor(each, dumped);
    return advice.length === 0
      ? []
      : [`${each.volume} was not copied: ${whyNot(each.why)}`, ...advice.map((line) => `    ${line}`)];
  });
}

export function adoptionSentence(step: AdoptionStep): string {
  switch (step.kind) {
    case "removed-half":
      return `${step.volume} was half copied when the last run ended: removed`;
    case "copying":
      return `copying ${step.source}${sized(step)} to ${step.target}`;
    case "copied":
      return `${step.target}: ${count(step.files, "file")}, ${bytes(step.sizeBytes)}, read back and the same, owners and rights included (${duration(step.durationMs)})`;
  }
}

function sized({ sizeBytes }: Pick<StayingVolume, "sizeBytes">): string {
  return sizeBytes === undefined ? "" : ` (${bytes(sizeBytes)})`;
}

function whyNot(why: WhyNotCopied): string {
  switch (why.kind) {
    case "postgres-version":
      return `PostgreSQL ${why.written} wrote it, and development has PostgreSQL ${why.reads}, which cannot open it`;
    case "postgres-library":
      return `it was written with ${why.written}, and development's image has ${why.reads}: text sorts otherwise there, and its indexes would be wrong`;
    case "postgres-user":
      return `its superuser is ${why.written}, and development's services log in as ${why.reads}`;
    case "redis-version":
      return `it is in ${why.written}, which development's ${why.reads} refuses`;
    case "qdrant-version":
      return `${why.written} wrote it, and ${why.reads} does not take over from that`;
    case "n8n-database":
      return "its workflows are in SQLite, and development's n8n keeps them in PostgreSQL";
    case "other-models":
      return "the model that development serves is not in it";
    case "nothing-like-it":
      return "development keeps nothing in its place";
    case "several":
      return `which one is meant cannot be told: ${listing(why.names)}`;
    case "counterpart-has-data":
      return `${why.name} has data already, which is kept`;
    case "counterpart-is-used":
      return `${why.name} belongs to ${listing(why.by)}, which is kept`;
    case "source-is-used":
      return `${listing(why.by)} writes to it`;
    case "another-password":
      return "it was made with another POSTGRES_PASSWORD than the one that development uses";
    case "unknown-password":
      return "its POSTGRES_PASSWORD is not known: it has no container any more, and no env file here names it";
    case "no-image":
      return "no image is here through which it could be read";
  }
}

export const adoptionTexts = {
  foundOriginal: "of an earlier `start-environment.sh`:",
  noRoom: (freeBytes: number, wantedBytes: number) =>
    `${bytes(freeBytes)} free where Docker keeps its data, and copying takes ${bytes(wantedBytes)}; nothing was copied`,
  dumped: (file: string, sizeBytes: number) => `its rows, as SQL: ${file}, ${bytes(sizeBytes)}`,
  notDumped: (reason: string) => `its rows could not be saved as SQL: ${reason}`,
  original: "its containers and volumes are all still there",
  way: (containers: readonly string[]) =>
    `the way back: stack down development, then docker start ${containers.join(" ")}`,
  halfCopied: (volume: string, source: string) =>
    `copying ${source} to ${volume} was cut off: it is not there, or only a part of it`,
  cannotPlan:
    "what could be copied is not known, for the files of development cannot be read: stack lint development",
} as const;

const again = "stack first-run --leftovers adopt";

/** What to type to get at data that was not copied; nothing where nothing is lost. `dumped` holds PostgreSQL's rows. */
export function adviceFor(staying: StayingVolume, dumped: string | undefined): readonly string[] {
  const { pair, why } = staying;
  const container = pair?.container?.name ?? `multimodal-${pair?.store.service ?? ""}`;
  switch (why.kind) {
    case "postgres-version":
    case "postgres-library":
    case "postgres-user":
      return dumped === undefined
        ? dumpByHand(staying, why.written)
        : [`its rows are in ${dumped}. Once development runs, bring them in with:`, loads(pair, dumped)];
    case "redis-version":
      return newerRedis(pair?.target.name ?? "");
    case "qdrant-version":
      return stepByStep(container);
    case "n8n-database":
      return exportByHand(container);
    case "source-is-used":
      return [`stop what writes to it, then: ${again}`];
    case "another-password":
    case "unknown-password":
      return [
        `write the password it was made with into .env.development, as POSTGRES_PASSWORD, then: ${again}`,
      ];
    case "no-image":
      return [`docker pull hello-world, then: ${again}`];
    case "several":
    case "other-models":
    case "nothing-like-it":
    case "counterpart-has-data":
    case "counterpart-is-used":
      return [];
  }
}

/** The user and the database are the old container's own. */
export function commandShown(container: string, file: string): string {
  const dump =
    'pg_dump --no-owner --no-privileges -U "${POSTGRES_USER:-postgres}" -d "${POSTGRES_DB:-multimodal}"';
  return `docker exec ${container} sh -c '${dump}' > ${file}`;
}

function dumpByHand({ volume, pair }: StayingVolume, written: string): readonly string[] {
  const name = pair?.container?.name ?? "predecessor-postgres";
  const version = /^\d+$/u.test(written) ? written : "16";
  const start =
    pair?.container === undefined
      ? `docker run -d --name ${name} -v ${volume}:/var/lib/postgresql/data postgres:${version}-alpine`
      : `docker start ${name}`;
  return [
    "while development is down, dump it; once it runs, bring the rows in:",
    start,
    `${commandShown(name, "predecessor.sql")} && docker stop ${name}`,
    loads(pair, "predecessor.sql"),
  ];
}

function loads(pair: Counterpart | undefined, file: string): string {
  const { POSTGRES_USER: user = "postgres", POSTGRES_DB: database = user } = pair?.service.environment ?? {};
  return `stack compose development -- exec -T postgres psql -U ${user} -d ${database} < ${file}`;
}

function newerRedis(target: string): readonly string[] {
  return [
    "set REDIS_IMAGE in .env.development to a Redis that reads it (redis:7.4-alpine reads RDB format 12), then:",
    `stack compose development -- rm -sf redis; docker volume rm ${target}; ${again}`,
  ];
}

function stepByStep(container: string): readonly string[] {
  return [
    "Qdrant takes its versions one by one (https://qdrant.tech/documentation/upgrades/); or index the documents anew.",
    `It can be read as before while development is down: docker start ${container}`,
  ];
}

/** Its credentials stay encrypted on the way: they need the key they were encrypted with. */
function exportByHand(container: string): readonly string[] {
  return [
    "while development is down, export them; once it runs with the same N8N_ENCRYPTION_KEY, bring them in:",
    `docker start ${container} && docker exec ${container} n8n export:workflow --all --output=/tmp/workflows.json`,
    `docker exec ${container} n8n export:credentials --all --output=/tmp/credentials.json`,
    `docker cp ${container}:/tmp/workflows.json . && docker cp ${container}:/tmp/credentials.json . && docker stop ${container}`,
    "stack compose development -- cp workflows.json n8n:/tmp/ && stack compose development -- cp credentials.json n8n:/tmp/",
    "stack compose development -- exec n8n n8n import:workflow --input=/tmp/workflows.json",
    "stack compose development -- exec n8n n8n import:credentials --input=/tmp/credentials.json",
  ];
}
