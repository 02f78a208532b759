/** `name` with a tag or digest, and the registry it comes from as config.json keys it. */
export interface ImageReference {
  readonly name: string;
  readonly registry: string;
}

/** Docker Hub goes by the address of its first version, for ever. */
const dockerHub = "https://index.docker.io/v1/";

export function readImageReference(reference: string): ImageReference {
  const [first = "", ...others] = reference.split("/");
  const hasRegistry = others.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const isHub = !hasRegistry || first === "docker.io" || first === "index.docker.io";
  return { name: withTag(reference), registry: isHub ? dockerHub : first };
}

/** Without a tag the engine's API would pull every tag there is. */
function withTag(reference: string): string {
  const last = reference.slice(reference.lastIndexOf("/") + 1);
  return /[:@]/.test(last) ? reference : `${reference}:latest`;
}
