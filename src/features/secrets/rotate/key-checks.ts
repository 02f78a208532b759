import type { Service } from "../../../core/environment/model.ts";
import { existingContainers } from "../../../core/plan/decide.ts";
import { secretUsers } from "../../../core/plan/find-stores.ts";
import { readStoredSecrets } from "../../../core/secrets/store/stored-secrets.ts";
import { findImage } from "../../../core/images/find-image.ts";
import { listeningPorts } from "../../../core/images/listening-ports.ts";
import { reachableAddress } from "../../../core/proof/container-address.ts";
import type { RotationContext } from "./rotation.ts";

/** Whether the services that check a key themselves take a value; unknown where none does, or none can be asked. */
export interface KeyChecks {
  accepts(secret: string, value: string, signal: AbortSignal): Promise<KeyAnswer>;
}

type KeyAnswer = "accepted" | "refused" | "unknown";

/** A page of a service that is shown only to who has the key. */
interface KeyPage {
  readonly service: string;
  readonly port: number;
  readonly path: string;
  /** The key is this account's password. */
  readonly account: string | undefined;
}

/**
 * Found by asking, while the old value still counts: a service checks a secret when its page is refused without a key
 * and shown with it. A key that others merely hand on is theirs to check.
 */
export async function observeKeyChecks(context: RotationContext, signal: AbortSignal): Promise<KeyChecks> {
  const { prepared, world } = context;
  const { name, workingDirectory } = prepared.environment;
  const stored = await readStoredSecrets(
    world,
    { environment: name, directory: workingDirectory },
    prepared.specs,
  );
  const found = await Promise.all(
    [...stored.values].map(async ([secret, { value }]) => {
      const pages = pagesOf(context, secret);
      const isChecked = pages.map(async (page) => checksKey(context, page, value, signal));
      const answers = await Promise.all(isChecked);
      return [secret, pages.filter((_, index) => answers[index] === true)] as const;
    }),
  );
  const pages = new Map(found);
  return {
    accepts: async (secret, value, signal) => {
      const asked = (pages.get(secret) ?? []).map(async (page) => ask(context, page, value, signal));
      const answers = await Promise.all(asked);
      if (answers.includes("refused")) return "refused";
      return answers.length > 0 && answers.every((answer) => answer === "accepted") ? "accepted" : "unknown";
    },
  };
}

async function checksKey(
  context: RotationContext,
  page: KeyPage,
  value: string,
  signal: AbortSignal,
): Promise<boolean> {
  const bare = await ask(context, page, undefined, signal);
  return bare === "refused" && (await ask(context, page, value, signal)) === "accepted";
}

function pagesOf({ world, prepared }: RotationContext, secret: string): readonly KeyPage[] {
  const users = secretUsers(world, prepared, secret);
  return prepared.loaded.model.services.filter(({ name }) => users.includes(name)).flatMap(pagesOfService);
}

function pagesOfService(service: Service): readonly KeyPage[] {
  const facts = findImage(service.image ?? "");
  if (facts === undefined) return [];
  const argv = [...(service.entrypoint ?? []), ...(service.command ?? [])];
  const ports = listeningPorts(facts, { argv, environment: service.environment }, service.expose);
  return ports.flatMap(({ port, facts }) => {
    if (facts.speaks !== "http") return [];
    const page = facts.paths.find(({ needsKey, method }) => needsKey === true && method === undefined);
    if (page === undefined) return [];
    return [{ service: service.name, port, path: page.path, account: facts.keyOfAccount }];
  });
}

/** Every replica has to say the same. */
async function ask(
  { world, project }: RotationContext,
  page: KeyPage,
  value: string | undefined,
  signal: AbortSignal,
): Promise<KeyAnswer> {
  const existing = await existingContainers(world, project.name);
  const containers = existing.kind === "ok" ? (existing.value.get(page.service) ?? []) : [];
  const answers = await Promise.all(
    containers.map(async (container) => {
      const address = reachableAddress(world, container);
      if (address === undefined) return "unknown";
      const url = `http://${address.includes(":") ? `[${address}]` : address}:${page.port}${page.path}`;
      const headers = value === undefined ? {} : keyHeaders(value, page.account);
      return meaningOf(await world.network.get({ url, headers, timeoutMs: 5_000, signal }));
    }),
  );
  const [first = "unknown"] = answers;
  return answers.every((answer) => answer === first) ? first : "unknown";
}

/** As the different houses want it; each looks for its own and passes over the others. */
function keyHeaders(value: string, account: string | undefined): Readonly<Record<string, string>> {
  if (account !== undefined) return { authorization: `Basic ${btoa(`${account}:${value}`)}` };
  return { authorization: `Bearer ${value}`, "api-key": value, "x-api-key": value };
}

function meaningOf(answer: { readonly kind: string; readonly status?: number }): KeyAnswer {
  if (answer.kind !== "answered" || answer.status === undefined) return "unknown";
  if (answer.status === 401 || answer.status === 403) return "refused";
  return answer.status < 400 ? "accepted" : "unknown";
}
