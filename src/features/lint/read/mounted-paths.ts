import { expectedKind } from "../../../core/preflight/files/mounted-file.ts";
import { knownText } from "./known-text.ts";
import { placeIn, resolvePath } from "./place-of.ts";
import type { Variant, LintLayer } from "./lint-subject.ts";
import { isWritten, listAt, textAt, writtenServices } from "./written.ts";
import type { Place } from "../rule.ts";

interface MountedPath {
  readonly service: string;
  readonly written: string;
  readonly path: string;
  readonly place: Place;
  /** What comes of it when it is missing. */
  readonly what: string;
  /** A folder for results, say: it may come into being with the first start. */
  readonly mayBeMissing: boolean;
}

/** Every path within reach of the project that services need, as Compose resolves it: from the first layer's folder. */
export function mountedPaths(lays: readonly Variant[]): readonly MountedPath[] {
  return lays.flatMap(({ layers }) =>
    layers.flatMap((layer) =>
      namedPaths([layer])
        .filter(({ written }) => /^\.{1,2}(?:\/|$)/u.test(written))
        .map((named) => ({ ...named, path: resolvePath(layer, named.written) })),
    ),
  );
}

function namedPaths(layers: readonly LintLayer[]): readonly Omit<MountedPath, "path">[] {
  const binds = bindSources(layers).map(({ service, source, place, writable }) => ({
    service,
    written: source,
    place,
    mayBeMissing: writable && expectedKind({ kind: "unknown", target: source }) !== "file",
    what: "Compose would mount an empty folder in its place",
  }));
  return [...binds, ...writtenServices(layers).flatMap(fileNeeds)];
}

/** Build contexts and env files. */
function fileNeeds({
  name,
  written,
  layer,
}: ReturnType<typeof writtenServices>[number]): readonly Omit<MountedPath, "path">[] {
  const known = (text: string | undefined) =>
    text === undefined ? undefined : knownText(text, layer.variables);
  const context = known(textAt(written, ["build"]) ?? textAt(written, ["build", "context"]));
  const single = known(textAt(written, ["env_file"]));
  const listed = listAt(written, ["env_file"]).flatMap((file) =>
    isWritten(file) && file["required"] === false
      ? []
      : (known(isWritten(file) ? textAt(file, ["path"]) : String(file)) ?? []),
  );
  const of = (key: string, what: string) => (path: string) => ({
    service: name,
    written: /^[./~]/u.test(path) ? path : `./${path}`,
    place: placeIn(layer, ["services", name, key]),
    what,
    mayBeMissing: false,
  });
  return [
    ...(context === undefined || context.includes("://")
      ? []
      : [of("build", "there is nothing to build")(context)]),
    ...[...(single === undefined ? [] : [single]), ...listed].map(of("env_file", "Compose stops without it")),
  ];
}

interface BindSource {
  readonly service: string;
  /** With what the env files set, and every other variable at its default. */
  readonly source: string;
  readonly place: Place;
  /** The container writes there: a missing folder is made by the first start. */
  readonly writable: boolean;
}

/** Every path of the host that services mount, as the files have it. */
export function bindSources(layers: readonly LintLayer[]): readonly BindSource[] {
  return writtenServices(layers).flatMap(({ name: service, written, layer }) =>
    listAt(written, ["volumes"]).flatMap((volume, index) => {
      const source = knownText(sourceOf(volume), layer.variables) ?? "";
      if (!/^[./~]/u.test(source)) return [];
      const place = placeIn(layer, ["services", service, "volumes", String(index)]);
      return [{ service, source, place, writable: isWritable(volume) }];
    }),
  );
}

function sourceOf(volume: unknown): string {
  if (isWritten(volume)) return textAt(volume, ["source"]) ?? "";
  return typeof volume === "string" ? (/^((?:\$\{[^}]*\}+|\$\w+|[^:$])*)/u.exec(volume)?.[1] ?? "") : "";
}

function isWritable(volume: unknown): boolean {
  if (isWritten(volume)) return volume["read_only"] !== true;
  return typeof volume !== "string" || !/:(?:[^:]*,)?ro(?:,[^:]*)?$/u.test(volume);
}
