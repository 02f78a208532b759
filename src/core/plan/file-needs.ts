import type { Environment } from "../environment/environment.ts";
import type { ModelFile, Service, ServiceMount } from "../environment/model.ts";
import type { WantedFile } from "../preflight/files/mounted-file.ts";
import { findImage } from "../images/find-image.ts";
import { isModelFolder } from "./model-needs.ts";
import type { Prepared } from "./prepare.ts";

/** What services mount from this host, or Compose reads for them; less what a start writes itself. */
export function fileNeeds({ services, loaded, environment }: Prepared): readonly WantedFile[] {
  const { secrets, configs } = loaded.model;
  const wanted = services.flatMap((service) => {
    const userId = userOf(service, loaded.document.services[service.name]?.["user"]);
    return [
      ...service.mounts.flatMap((mount) => bind(service, mount, userId)),
      ...declared(secrets, service.secrets).map((file) => whole(service, file, "/run/secrets/", userId)),
      ...declared(configs, service.configs).map((file) => whole(service, file, "/", userId)),
    ];
  });
  return wanted.filter(({ path }) => !isWrittenByStart(path, environment));
}

/** The shipped layers still speak of their own folder; what they are copied to will have secrets beside it. */
function isWrittenByStart(path: string, environment: Environment): boolean {
  const { name, directory, secretsDirectory, stateDirectory } = environment;
  const written = [secretsDirectory, stateDirectory, `${directory}/secrets/${name}`, ...targets(environment)];
  return written.some((folder) => path.startsWith(`${folder}/`));
}

/** Secrets of what it tests: the target's own start writes them, and a test run without them says whose they are. */
function targets({ definition, manifest, directory, workingDirectory }: Environment): readonly string[] {
  if (definition.tests === undefined) return [];
  return Object.keys(manifest.environments).flatMap((other) =>
    [directory, workingDirectory].map((folder) => `${folder}/secrets/${other}`),
  );
}

/** Models have a check of their own. */
function bind(service: Service, mount: ServiceMount, userId: number | undefined): readonly WantedFile[] {
  if (mount.kind !== "bind" || isModelFolder(service, mount)) return [];
  const { source, target, createsSource } = mount;
  return [{ path: source, service: service.name, target, kind: "unknown", createsSource, userId }];
}

type FileOfHost = Pick<ModelFile, "key"> & { readonly path: string };

function declared(files: readonly ModelFile[], keys: readonly string[]): readonly FileOfHost[] {
  return files.flatMap(({ key, path }) => (path !== undefined && keys.includes(key) ? [{ key, path }] : []));
}

/** A secret or a config: always a file, and Compose refuses to go on without it. */
function whole(
  { name: service }: Service,
  { key, path }: FileOfHost,
  folder: string,
  userId: number | undefined,
): WantedFile {
  return { path, service, target: `${folder}${key}`, kind: "file", createsSource: false, userId };
}

/** As the files have it, else as the image is known to have it; a name says nothing of its number. */
function userOf({ image = "" }: Service, declared: unknown): number | undefined {
  const user = typeof declared === "string" ? declared : findImage(image)?.user;
  const [account = ""] = user?.split(":") ?? [];
  if (account === "root") return 0;
  return /^\d+$/u.test(account) ? Number(account) : undefined;
}
