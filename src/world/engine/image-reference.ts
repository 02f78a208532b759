/** `name` with a tag or digest, and the registry it comes from as config.json keys it. */
interface PullReference {
  readonly name: string;
  readonly registry: string;
}

/** Docker Hub goes by the address of its first version, for ever. */
const dockerHub = "https://index.docker.io/v1/";

/** What a pull must name, with the tag that Docker fills in, and the registry that it asks. */
export function readImageReference(reference: string): PullReference {
  const { registry = "docker.io", tag, digest } = parseImageReference(reference);
  const isHub = registry === "docker.io" || registry === "index.docker.io";
  // without a tag the engine's API would pull every tag there is
  const name = tag === undefined && digest === undefined ? `${reference}:latest` : reference;
  return { name, registry: isHub ? dockerHub : registry };
}

/** `ghcr.io/berriai/litellm:v1@sha256:…` taken apart. Official images lose `library/`, as people write them. */
export interface ImageReference {
  readonly registry: string | undefined;
  readonly path: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export function parseImageReference(reference: string): ImageReference {
  const [named = "", digest] = reference.split("@", 2);
  const lastSlash = named.lastIndexOf("/");
  const colon = named.indexOf(":", lastSlash + 1);
  const name = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  const [first = "", ...rest] = name.split("/");
  const registry = rest.length > 0 && isRegistry(first) ? first : undefined;
  const path = registry === undefined ? name : rest.join("/");
  return { registry, path: path.replace(/^library\//, ""), tag, digest };
}

/** Docker's own rule: a first part with a dot or a port, or `localhost`, is a host and not a user. */
function isRegistry(part: string): boolean {
  return part.includes(".") || part.includes(":") || part === "localhost";
}
