import * as z from "zod";
import { ok } from "./connection/engine-answer.ts";
import { ask, call } from "./connection/engine-client.ts";
import type { Connect } from "./connection/engine-connection.ts";
import { stringList } from "./schema.ts";
import type { EngineAnswer, ImageDetail, ListedImage } from "./engine.ts";

const manifest = z.object({ ID: z.string(), Kind: z.string(), Available: z.boolean() });

const schema = z
  .object({
    Id: z.string(),
    Manifests: z.array(manifest).nullish(),
    Size: z.number(),
    RepoDigests: stringList,
    Config: z.object({ Env: stringList }).nullish(),
  })
  .transform(({ Id, Manifests, Size, RepoDigests, Config }) => ({
    id: Id,
    manifestIds: (Manifests ?? []).flatMap(({ ID, Kind, Available }) =>
      Kind === "image" && Available ? [ID] : [],
    ),
    sizeBytes: Size,
    repoDigests: RepoDigests,
    variables: Object.fromEntries((Config?.Env ?? []).map(variable)),
  }));

function variable(text: string): readonly [name: string, value: string] {
  const at = text.indexOf("=");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** A reference has slashes of its own, which the engine takes as part of the name. */
export async function inspectImage(connect: Connect, reference: string): Promise<EngineAnswer<ImageDetail>> {
  // an engine that knows none of them takes no notice
  const query = { manifests: true };
  const path = `/images/${encodeURI(reference)}/json`;
  const image = await ask(connect, { method: "GET", path, query }, schema);
  return image.kind === "failed" ? image : ok(image.value);
}

const listed = z.array(
  z
    .object({ Id: z.string(), Size: z.number(), RepoDigests: stringList, RepoTags: stringList })
    .transform(({ Id, Size, RepoDigests, RepoTags }) => ({
      id: Id,
      sizeBytes: Size,
      repoDigests: RepoDigests,
      tags: RepoTags,
    })),
);

export async function listImages(connect: Connect): Promise<EngineAnswer<readonly ListedImage[]>> {
  return ask(connect, { method: "GET", path: "/images/json" }, listed);
}

/** Never by force: what a container uses stays. */
export async function removeImage(connect: Connect, reference: string): Promise<EngineAnswer<"removed">> {
  const reply = await call(connect, { method: "DELETE", path: `/images/${encodeURI(reference)}` });
  return reply.kind === "failed" ? reply : ok("removed");
}
