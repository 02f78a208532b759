import type { ListedSecret } from "./list-secrets.ts";
import type { Look } from "../../core/report/text/look.ts";
import { age } from "./words.ts";
import { line, type Line } from "../../core/report/text/span.ts";
import { table } from "../../core/report/text/table.ts";

interface SecretsDocument {
  readonly environment: string;
  readonly secrets: readonly ListedSecret[];
}

/** Names, kinds, ages, places and users; never a value. `directory`: what places are shown relative to. */
export function secretsTable(
  { environment, secrets }: SecretsDocument,
  { look, directory }: { readonly look: Look; readonly directory: string },
): readonly Line[] {
  if (secrets.length === 0) return [line(`${environment} wants no secrets`)];
  const columns = [
    { header: "secret", align: "left" },
    { header: "kind", align: "left" },
    { header: "state", align: "left" },
    { header: "age", align: "right" },
    { header: "used by", align: "left", givesWay: true },
    { header: "where", align: "left", givesWay: true },
    { header: "what for", align: "left", givesWay: true },
  ] as const;
  return table(
    columns,
    secrets.map((secret) => row(secret, directory)),
    look,
  );
}

function row(secret: ListedSecret, directory: string): readonly Line[] {
  const notes = [
    secret.present ? "present" : secret.kind === "text" ? "not given" : "missing",
    ...(secret.immutable ? ["never rotated"] : []),
    ...(secret.visibleInInspect ? ["in docker inspect"] : []),
  ];
  const places = secret.places.map(
    ({ path, line, mode }) => `${path.replace(`${directory}/`, "")}${line === 0 ? "" : `:${line}`} ${mode}`,
  );
  return [
    line(secret.name),
    line(secret.kind, "dim"),
    line(notes.join(", "), secret.present || secret.kind === "text" ? "plain" : "warn"),
    line(secret.ageMs === undefined ? "" : age(secret.ageMs)),
    line(secret.services.join(", "), "dim"),
    line(places.join(", "), "dim"),
    line(secret.description ?? "", "dim"),
  ];
}
