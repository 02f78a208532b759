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
