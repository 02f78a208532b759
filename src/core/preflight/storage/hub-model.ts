import type { Result } from "../../../world/result.ts";
import * as z from "zod";
import { parseJson } from "../../../world/parse-json.ts";
import type { World } from "../../../world/world.ts";

/** What is asked of the model hub, Hugging Face's or a mirror with its API. */
export interface HubQuestion {
  readonly model: string;
  /** `https://huggingface.co` */
  readonly endpoint: string;
  /** Patterns of files that are not fetched: `*` stands for anything, `/` included. */
  readonly exclude: readonly string[];
}

export type HubAnswer = Result<
  {
    readonly sizeBytes: number;
    /** Its owner lets only known people have it. */
    readonly gated: boolean;
  },
  string
>;

const patienceMs = 10_000;

/** How much there is to fetch. Asked without a token, which no more than public answers need. */
export async function askHub(
  { network }: World,
  question: HubQuestion,
  signal: AbortSignal,
): Promise<HubAnswer> {
  const path = question.model.split("/").map(encodeURIComponent).join("/");
  const url = `${question.endpoint}/api/models/${path}?blobs=true`;
  const answer = await network.get({ url, timeoutMs: patienceMs, signal });
  if (answer.kind === "failed") return { kind: "failed", error: whyNot(question.endpoint, answer.reason) };
  return readHubAnswer(answer, question);
}

function whyNot(endpoint: string, reason: string): string {
  return reason === "untrusted"
    ? `${endpoint} shows a certificate that nobody trusted here vouches for (NODE_EXTRA_CA_CERTS names a file of more who are)`
    : `${endpoint} cannot be reached (${reason})`;
}

const fileSchema = z.object({
  rfilename: z.string(),
  size: z.number().nonnegative().nullish(),
  lfs: z.object({ size: z.number().nonnegative() }).nullish(),
});

const modelSchema = z.object({
  gated: z.union([z.boolean(), z.string()]).default(false),
  siblings: z.array(fileSchema),
});

/** Reads `GET /api/models/<id>?blobs=true`. */
export function readHubAnswer(
  { status, body, isCut }: { readonly status: number; readonly body: string; readonly isCut?: true },
  { model, endpoint, exclude }: HubQuestion,
): HubAnswer {
  if (status !== 200) return { kind: "failed", error: `${endpoint} answers ${status} for ${model}` };
  if (isCut === true)
    return { kind: "failed", error: `${endpoint} lists more files of ${model} than are read` };
  const read = modelSchema.safeParse(parseJson(body));
  if (!read.success) return { kind: "failed", error: `${endpoint} does not list the files of ${model}` };
  const patterns = exclude.map(patternOf);
  const sizes = read.data.siblings
    .filter(({ rfilename }) => !patterns.some((pattern) => pattern.test(rfilename)))
    .map(({ size, lfs }) => lfs?.size ?? size ?? 0);
  const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
  return { kind: "ok", value: { sizeBytes, gated: read.data.gated !== false } };
}

function patternOf(glob: string): RegExp {
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/gu, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "su");
}
