/** What an image has: everything a rehearsal, the linter and the probes need to know of one without pulling it. */
export interface ImageFacts {
  /** Without registry, tag and `library/`. Several where the same image has several homes. */
  readonly repositories: readonly string[];
  /** Holds only for tags that contain one of these (`alpine`); the entry for all other tags stands after it. */
  readonly tags?: readonly string[];
  readonly base: ImageBase;
  /** Programs on its PATH beyond those of its base; one with a slash is at that place only. */
  readonly tools: readonly string[];
  readonly ports: readonly PortFacts[];
  /** Its own configuration decides where it listens: every port the service declares is one. */
  readonly listensWhereDeclared?: true;
  /** The account its main process starts as; `root` also where it steps down by itself. */
  readonly user: string;
  /** Loads for longer than a minute: a health check needs a `start_period`. */
  readonly slowStart?: true;
  /** Runs, ends, and is done. */
  readonly job?: true;
  /** Where its data lies: without a volume there, they go with the container. */
  readonly dataPaths: readonly string[];
  readonly credentials: CredentialSource;
  /** The HEALTHCHECK inside the image, used where the service declares none. */
  readonly healthCheck?: BuiltInCheck;
  /** What its log says while it starts. */
  readonly bootLines?: readonly string[];
}

/** The system an image is made from; it decides on the shell and the everyday programs. */
export type ImageBase =
  "alpine" | "busybox" | "debian" | "ubuntu" | "wolfi" | "ubi-micro" | "ubi-minimal" | "none";

/** How credentials can reach it without standing in its environment. */
type CredentialSource =
  | { readonly kind: "environment-only" }
  | { readonly kind: "file-variables"; readonly suffix: "_FILE" | "__FILE"; readonly fileMode?: "0600" }
  | { readonly kind: "none-needed" };

export type PortFacts = HttpPortFacts | PlainPortFacts;

interface Listening {
  /** Undefined: listens there only when told to. */
  readonly port: number | undefined;
  /** Where its number comes from instead, the first that is set. */
  readonly portFrom?: readonly PortSource[];
}

/** A flag of its command line (`--port 8000`, `--address=:9000`) or a variable of its environment. */
export type PortSource = { readonly flag: string } | { readonly env: string };

interface PlainPortFacts extends Listening {
  readonly speaks: "postgres" | "redis" | "tcp";
}

export interface HttpPortFacts extends Listening {
  readonly speaks: "http";
  readonly paths: readonly HttpPath[];
  /** Status of every other path. */
  readonly otherwise: 200 | 404;
  /** Routes for GET only: HEAD is answered with 405. */
  readonly getOnly?: true;
  /** Where its key comes from: with one set, paths that need it answer 401 without it. */
  readonly keyFrom?: readonly PortSource[];
  /** The key is this account's password; it has other accounts, whose passwords only it knows. */
  readonly keyOfAccount?: string;
}

/** Status without credentials, where no key is set. */
export interface HttpPath {
  readonly path: string;
  /** GET when it is not said. */
  readonly method?: "POST";
  readonly status: number;
  readonly needsKey?: true;
  readonly body?: HttpBody;
}

export type HttpBody =
  | { readonly kind: "text"; readonly text: string }
  /** `GET /v1/models` of a model server: the served name, else the model given on its command line. */
  | { readonly kind: "model-list"; readonly nameFlag: string; readonly modelFlag: string };

export interface BuiltInCheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
}
