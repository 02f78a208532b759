import { placeIn } from "../../read/place-of.ts";
import type { Rule } from "../../rule.ts";
import { isWritten, listAt, textAt, writtenServices } from "../../read/written.ts";
import type { Written } from "../../read/subject.ts";

export const envFile: Rule = {
  id: "secret.whole-env-file",
  meaning: "a service is given the whole env file: every secret of every service",
  fix: "name in environment: what it needs",
  reads: "files",
  about: "environment",
  check: ({ layers }) =>
    writtenServices(layers).flatMap(({ name, written, layer }) =>
      envFilesOf(written)
        .filter((file) => /(?:^|\/)\.env(?:\.[^/]*)?$/u.test(file))
        .map((file) => ({
          ...placeIn(layer, ["services", name, "env_file"]),
          service: name,
          message: `${file} hands every secret to ${name}`,
          fix: "name in `environment:` what it needs, or mount a secret",
        })),
    ),
};

function envFilesOf(written: Written): readonly string[] {
  const single = textAt(written, ["env_file"]);
  const listed = listAt(written, ["env_file"]).map((file) =>
    isWritten(file) ? (textAt(file, ["path"]) ?? "") : String(file),
  );
  return single === undefined ? listed : [single];
}
