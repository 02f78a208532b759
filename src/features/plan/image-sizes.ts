import * as z from "zod";
import { parseImageReference } from "../../world/engine/image-reference.ts";
import { letManyWait } from "../../world/many-waiters.ts";
import { parseJson } from "../../world/parse-json.ts";
import type { World } from "../../world/world.ts";

/** Of all that is asked: a plan is wanted at once, and can do without sizes. */
const patienceMs = 2_000;

/**
 * What there is to pull of each image, compressed, as its registry tells anybody who asks; images of which it is not told
 * (no way to the registry, a private image) are left out.
 */
export async function imageSizes(
  { network, machine, clock, terminal }: World,
  images: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  if (images.length === 0) return sizes;
  const isOver = new AbortController();
  const signal = letManyWait(AbortSignal.any([isOver.signal, terminal.interrupted]));
  const askAll = Promise.all(
    images.map(async (image) => {
      const size = await sizeOf(new Registry(network, image, signal), machine.architecture);
      if (size !== undefined) sizes.set(image, size);
    }),
  );
  await Promise.race([askAll, clock.sleep(patienceMs, signal)]);
  const known = new Map(sizes);
  isOver.abort();
  return known;
}

const layered = z.object({
  config: z.object({ size: z.number() }),
  layers: z.array(z.object({ size: z.number() })),
});

const listed = z.object({
  manifests: z.array(
    z.object({
      digest: z.string(),
      platform: z.object({ os: z.string(), architecture: z.string() }).optional(),
    }),
  ),
});

/** Node's names, where a registry has others. */
const architectures: ReadonlyMap<string, string> = new Map([["x64", "amd64"]]);

/** Of a list, one for each platform, this machine's. */
async function sizeOf(registry: Registry, architecture: string): Promise<number | undefined> {
  const first = await registry.manifest();
  const list = listed.safeParse(first).data?.manifests;
  const mine = list?.find(
    ({ platform }) =>
      platform?.os === "linux" && platform.architecture === (architectures.get(architecture) ?? architecture),
  );
  const manifest = layered.safeParse(mine === undefined ? first : await registry.manifest(mine.digest)).data;
  return manifest?.layers.reduce((sum, { size }) => sum + size, manifest.config.size);
}

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const hub = "registry-1.docker.io";
const tokenSchema = z.object({ token: z.string() });

/** What anybody may ask of the registry that an image comes from. */
class Registry {
  readonly #network: World["network"];
  readonly #signal: AbortSignal;
  readonly #host: string;
  readonly #path: string;
  readonly #reference: string;
  #token: string | undefined;

  constructor(network: World["network"], image: string, signal: AbortSignal) {
    const { registry = "docker.io", path, tag, digest } = parseImageReference(image);
    const isHub = registry === "docker.io" || registry === "index.docker.io";
    this.#network = network;
    this.#signal = signal;
    this.#host = isHub ? hub : registry;
    this.#path = isHub && !path.includes("/") ? `library/${path}` : path;
    this.#reference = digest ?? tag ?? "latest";
  }

  async manifest(reference = this.#reference): Promise<unknown> {
    const url = `${this.#scheme()}://${this.#host}/v2/${this.#path}/manifests/${reference}`;
    const answer = await this.#get(url);
    if (answer.kind !== "answered" || answer.status !== 401) return bodyOf(answer);
    this.#token = tokenSchema.safeParse(bodyOf(await this.#get(this.#tokenUrl()))).data?.token;
    return this.#token === undefined ? undefined : bodyOf(await this.#get(url));
  }

  /** The engine itself speaks plain HTTP to this machine alone. */
  #scheme(): string {
    return /^(?:localhost|127\.\d+\.\d+\.\d+)(?::\d+)?$/u.test(this.#host) ? "http" : "https";
  }

  #tokenUrl(): string {
    const [server, service] =
      this.#host === hub ? ["auth.docker.io", "registry.docker.io"] : [this.#host, this.#host];
    return `https://${server}/token?service=${service}&scope=repository:${this.#path}:pull`;
  }

  async #get(url: string) {
    const headers = {
      Accept: manifestTypes,
      ...(this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token}` }),
    };
    return this.#network.get({ url, headers, timeoutMs: patienceMs, signal: this.#signal });
  }
}

function bodyOf(answer: Awaited<ReturnType<World["network"]["get"]>>): unknown {
  return answer.kind === "answered" && answer.status === 200 ? parseJson(answer.body) : undefined;
}
