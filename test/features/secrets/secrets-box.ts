import { secrets } from "../../../src/features/secrets/command.ts";
import type { Parts } from "../../stage/behaviour.ts";
import { perform, stagedStack } from "../../stage/staged-stack.ts";
import type { Performed, Performing, StagedStack, StageOptions } from "../../stage/staged-stack.ts";

export const here = "/home/ann/project";
export const known = "Vq7Zr2Lk9Ws4Xc6Bn1Mt8Hy3";
export const envFile = `${here}/.env.demo`;

const parts: Parts = {
  db: { behaves: { kind: "serves", afterMs: 100 }, layer: { environment: { P: "${DB_PASSWORD}" } } },
  web: {
    behaves: { kind: "serves", afterMs: 100 },
    layer: { environment: { T: "${API_TOKEN}", K: "${LICENCE}" } },
  },
};

const manifest = {
  name: "shop",
  environments: { demo: { aliases: ["d"], layers: ["compose.yaml"] } },
  secrets: {
    DB_PASSWORD: { kind: "password", describe: "of the database" },
    API_TOKEN: { kind: "api-key", immutable: true },
    LICENCE: { kind: "text" },
  },
};

/** A box with a stack of three secrets: one is there, one is missing, one is for a person to bring. */
export function secretsBox(options: StageOptions = {}): StagedStack {
  return stagedStack(parts, {
    manifest,
    ...options,
    files: { [envFile]: { text: `DB_PASSWORD=${known}\n`, mode: 0o600 }, ...options.files },
  });
}

/** `stack secrets <words>`. */
export function runSecrets(
  box: Pick<StagedStack, "world">,
  words: readonly string[],
  performing: Performing = {},
): Promise<Performed> {
  return perform(box, secrets, { ...performing, words });
}
