import type { AdoptionPlan, PlannedCopy, StayingVolume, WhyNotCopied } from "./adoption-plan.ts";
import type { AdoptionStep } from "./adopt-volumes.ts";
import { adviceFor } from "./advice-words.ts";
import { bytes } from "../../../world/bytes.ts";
import { duration } from "../../../core/report/words/duration.ts";
import { count, listing } from "../../../core/report/words/lists.ts";

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
