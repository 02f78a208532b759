import * as z from "zod";

const words = z.array(z.string().min(1));

/** A flag of its command line (`--port 8000`, `--address=:9000`) or a variable of its environment. */
const portSource = z.union([
  z.strictObject({ flag: z.string().startsWith("-") }),
  z.strictObject({ env: z.string().min(1) }),
]);
export type PortSource = z.infer<typeof portSource>;

/** A text, or `GET /v1/models` of a model server: the served name, else the model given on its command line. */
const httpBody = z.union([z.string(), z.strictObject({ nameFlag: z.string(), modelFlag: z.string() })]);
export type HttpBody = z.infer<typeof httpBody>;

const httpPath = z.strictObject({
  path: z.string().startsWith("/"),
  /** GET when it is not said. */
  method: z.literal("POST").optional(),
  /** Without credentials, where no key is set. */
  status: z.int().min(200).max(599),
  needsKey: z.literal(true).optional(),
  body: httpBody.optional(),
});

const listening = {
  /** Without one, it listens there only when told to. */
  port: z.int().min(1).max(65_535).optional(),
  /** Where its number comes from instead, the first that is set. */
  portFrom: z.array(portSource).min(1).optional(),
};

const httpPort = z.strictObject({
  ...listening,
  speaks: z.literal("http"),
  paths: z.array(httpPath),
  /** Status of every other path. */
  otherwise: z.union([z.literal(200), z.literal(404)]),
  /** Routes for GET only: HEAD is answered with 405. */
  getOnly: z.literal(true).optional(),
  /** Where its key comes from: with one set, paths that need it answer 401 without it. */
  keyFrom: z.array(portSource).min(1).optional(),
  /** The key is this account's password; it has other accounts, whose passwords only it knows. */
  keyOfAccount: z.string().optional(),
});
export type HttpPortFacts = z.infer<typeof httpPort>;

const plainPort = z.strictObject({ ...listening, speaks: z.enum(["postgres", "redis", "tcp"]) });
export type PortFacts = HttpPortFacts | z.infer<typeof plainPort>;

/** The system an image is made from; it decides on the shell and the everyday programs. */
const imageBase = z.enum([
  "alpine",
  "busybox",
  "debian",
  "ubuntu",
  "wolfi",
  "ubi-micro",
  "ubi-minimal",
  "none",
]);
export type ImageBase = z.infer<typeof imageBase>;

const builtInCheck = z.strictObject({
  test: words.min(2),
  interval: z.string(),
  timeout: z.string(),
  retries: z.int().min(1),
});
export type BuiltInCheck = z.infer<typeof builtInCheck>;

/** How credentials can reach an image without standing in its environment. */
const credentials = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("environment-only") }),
  z.strictObject({
    kind: z.literal("file-variables"),
    suffix: z.enum(["_FILE", "__FILE"]),
    fileMode: z.literal("0600").optional(),
  }),
  z.strictObject({ kind: z.literal("none-needed") }),
]);

/** What differs in some of an image's tags. */
const whatDiffers = {
  base: imageBase,
  /** Programs on its PATH beyond those of its base; one with a slash is at that place only. */
  tools: words,
  /** The account its main process starts as; `root` also where it steps down by itself. */
  user: z.string().min(1),
};

/** What an image has: everything a rehearsal, the linter and the probes need to know of one without pulling it. */
const imageFacts = z.strictObject({
  ...whatDiffers,
  /** Without registry, tag and `library/`. Several where the same image has several homes. */
  repositories: words.min(1),
  /** Holds only for tags that contain one of these (`alpine`). */
  tags: words.min(1).optional(),
  ports: z.array(z.discriminatedUnion("speaks", [httpPort, plainPort])),
  /** Its own configuration decides where it listens: every port the service declares is one. */
  listensWhereDeclared: z.literal(true).optional(),
  /** Loads for longer than a minute: a health check needs a `start_period`. */
  slowStart: z.literal(true).optional(),
  /** Runs, ends, and is done. */
  job: z.literal(true).optional(),
  /** Where its data lies: without a volume there, they go with the container. */
  dataPaths: z.array(z.string().startsWith("/")),
  credentials,
  /** The HEALTHCHECK inside the image, used where the service declares none. */
  healthCheck: builtInCheck.optional(),
  /** What its log says while it starts. */
  bootLines: words.min(1).optional(),
  /** Where that can be read: of its files, and of what runs. */
  source: z.strictObject({
    image: z.url({ protocol: /^https$/u }),
    program: z.url({ protocol: /^https$/u }),
    date: z.iso.date(),
  }),
});
export type ImageFacts = z.infer<typeof imageFacts>;

/** The form of images.yaml. */
export const imageTable = z.strictObject({
  programs: z.record(z.string(), z.string().min(1)),
  bases: z.record(imageBase, words),
  images: z.array(
    imageFacts.extend({
      /** Tags that have something else than the others, the first that fits. */
      variants: z
        .array(z.strictObject({ ...z.object(whatDiffers).partial().shape, tags: words.min(1) }))
        .min(1)
        .optional(),
    }),
  ),
});
