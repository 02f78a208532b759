import { describe, expect, it } from "vitest";
import { decideSecrets } from "../../../../src/features/first-run/adopt/adopt-secrets.ts";
import type { SecretsKnown } from "../../../../src/features/first-run/adopt/adopt-secrets.ts";
import {
  predecessorSecrets,
  predecessorStores,
} from "../../../../src/features/first-run/adopt/predecessor.ts";

const volumes = new Set(predecessorStores.map(({ volume }) => volume));
const names = predecessorSecrets.map(({ name }) => name);
const values = new Map(names.map((name) => [name, `old-${name}-Zx81kQ`]));

function known(change: Partial<SecretsKnown>): SecretsKnown {
  return {
    volumes,
    copied: volumes,
    values,
    stored: new Map(),
    isUsed: false,
    declared: new Set(names),
    ...change,
  };
}

describe("the predecessor's secrets", () => {
  it("are taken over where nothing has any yet", () => {
    expect(decideSecrets(known({}))).toEqual({ take: values, kept: [], postgres: "opens" });
  });

  it("are taken only for data that is copied; n8n's key in any case, for what is exported by hand", () => {
    const { take } = decideSecrets(known({ copied: new Set() }));
    expect([...take.keys()]).toEqual(["N8N_ENCRYPTION_KEY"]);
  });

  it("never replace one that is in use, and PostgreSQL's files stay then", () => {
    const stored = new Map(names.map((name) => [name, "new"]));
    expect(decideSecrets(known({ stored, isUsed: true }))).toEqual({
      take: new Map(),
      kept: names,
      postgres: "another-password",
    });
  });

  it("replace what was made here before and never used", () => {
    const stored = new Map([["POSTGRES_PASSWORD", "new"]]);
    expect(decideSecrets(known({ stored }))).toMatchObject({ take: values, postgres: "opens" });
  });

  it("that are here already need nothing: a run that carries on finds what the last one wrote", () => {
    const again = decideSecrets(known({ stored: values, isUsed: true }));
    expect(again).toEqual({ take: new Map(), kept: [], postgres: "opens" });
  });

  it("leave PostgreSQL's files alone where its password is not known, unless a person wrote one", () => {
    expect(decideSecrets(known({ values: new Map() })).postgres).toBe("unknown-password");
    const stored = new Map([["POSTGRES_PASSWORD", "written by hand"]]);
    expect(decideSecrets(known({ values: new Map(), stored })).postgres).toBe("opens");
  });

  it("are none of ours where the manifest does not name them, nor a password that everybody knows", () => {
    expect(decideSecrets(known({ declared: new Set() })).take).toEqual(new Map());
    const minio = new Map([["MINIO_ROOT_PASSWORD", "minioadmin"]]);
    expect(decideSecrets(known({ values: minio })).take).toEqual(new Map());
  });
});
