import * as z from "zod";

/** What Qdrant's API answers, as far as it is looked at. */
export const collectionsAnswer = z.object({
  result: z.object({ collections: z.array(z.object({ name: z.string() })) }),
});

export const aliasesAnswer = z.object({
  result: z.object({
    aliases: z.array(z.object({ alias_name: z.string(), collection_name: z.string() })),
  }),
});

export const countAnswer = z.object({ result: z.object({ count: z.number() }) });

export const snapshotAnswer = z.object({
  result: z.object({ name: z.string(), checksum: z.string().nullish() }),
});

export const doneAnswer = z.object({ result: z.literal(true) });

/** As part of a path. */
export function collectionPath(collection: string): string {
  return `/collections/${encodeURIComponent(collection)}`;
}
