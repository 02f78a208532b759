import type { Counterpart } from "./match-volumes.ts";
import type { StayingVolume } from "./adoption-plan.ts";

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
