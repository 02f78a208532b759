import { exited } from "../world/fake-processes.ts";
import type { FakeFile } from "../world/fake-files.ts";
import { here } from "./finding-case.ts";
import type { Boxed, Cases } from "./finding-case.ts";

const good = "Vq7Zr2Lk9Ws4Xc6Bn1Mt8Hy3";
const password = { kind: "password" };
const certificate = { kind: "certificate", file: "tls", names: ["localhost"] };

/** An environment with these secrets, and what its env file says of them. */
function having(
  secrets: Readonly<Record<string, unknown>>,
  env: string | undefined,
  files: Readonly<Record<string, FakeFile>> = {},
  more: Boxed = {},
): Boxed {
  return {
    manifest: {
      name: "shop",
      environments: { demo: { layers: ["compose.yaml"] }, staging: { layers: ["compose.yaml"] } },
      secrets,
    },
    ...more,
    files: {
      ...(env === undefined ? {} : { [`${here}/.env.demo`]: { text: env, mode: 0o600 } }),
      ...Object.fromEntries(Object.entries(files).map(([path, file]) => [`${here}/${path}`, file])),
    },
  };
}

const well = having({ DB_PASSWORD: password }, `DB_PASSWORD=${good}\n`);
/** The programs of git. */
function git(tracked: string, isIgnored: boolean): Boxed {
  return {
    programs: [
      { command: "git", including: ["ls-files"], result: exited(tracked) },
      { command: "git", including: ["check-ignore"], result: exited("", { exitCode: isIgnored ? 0 : 1 }) },
    ],
  };
}

/** Of an environment's secrets; those of a store that is there are walked with a real one. */
export const secretFindings = {
  "secrets.missing": { before: having({ DB_PASSWORD: password }, undefined) },
  "secrets.weak": { before: having({ DB_PASSWORD: password }, "DB_PASSWORD=abc123\n") },
  "secrets.placeholder": { before: having({ DB_PASSWORD: password }, "DB_PASSWORD=changeme\n") },
  "secrets.placeholder: one that a person brings": {
    before: having({ HF_TOKEN: { kind: "text" } }, "HF_TOKEN=changeme\n"),
    after: having({ HF_TOKEN: { kind: "text" } }, "HF_TOKEN=hf_8Hy3Vq7Zr2Lk9\n"),
    on: /write your own value of HF_TOKEN into .*\.env\.demo:1/u,
  },
  "secrets.placeholder: one that never changes": {
    before: having({ SALT: { kind: "hex", immutable: true } }, "SALT=changeme\n"),
    after: having({ SALT: { kind: "hex", immutable: true } }, "SALT=\n"),
    on: /empty it/u,
  },
  "secrets.prefix": {
    before: having({ KEY: { kind: "api-key", prefix: "sk-" } }, `KEY=${good}\n`),
    on: /^no hand$/u,
  },
  "secrets.duplicated": {
    before: having({ DB_PASSWORD: password }, `DB_PASSWORD=${good}\n`, {
      ".env.staging": { text: `DB_PASSWORD=${good}\n`, mode: 0o600 },
    }),
  },
  "secrets.quoting": {
    before: having({ DB_PASSWORD: password }, "DB_PASSWORD=Vq7Zr2Lk9Ws4$Xc6Bn1Mt8Hy3\n"),
    after: having({ DB_PASSWORD: password }, "DB_PASSWORD='Vq7Zr2Lk9Ws4$Xc6Bn1Mt8Hy3'\n"),
    on: /^put the value of DB_PASSWORD in single quotes, once$/u,
  },
  "secrets.unreadable-line": {
    before: having({ DB_PASSWORD: password }, `DB_PASSWORD=${good}\nwhat is this\n`),
    after: well,
    on: /^edit .*\.env\.demo, line 2$/u,
  },
  "secrets.unreadable-file": {
    before: having({ DB_PASSWORD: { ...password, file: "db" } }, "", {
      "secrets/demo/db": { unreadable: "permission denied" },
    }),
    after: well,
    on: /^sudo chown "\$USER" .*secrets\/demo\/db$/u,
  },
  "secrets.two-values": {
    before: having({ DB_PASSWORD: { ...password, file: "db" } }, `DB_PASSWORD=${good}\n`, {
      "secrets/demo/db": { text: `${good}2`, mode: 0o600 },
    }),
    after: well,
    on: /^remove line 1 of .*\.env\.demo$/u,
  },
  "secrets.world-readable": {
    before: having({ DB_PASSWORD: password }, undefined, {
      ".env.demo": { text: `DB_PASSWORD=${good}\n`, mode: 0o644 },
    }),
    after: well,
    on: /^chmod 0600 .*\.env\.demo$/u,
  },
  "secrets.in-git": {
    before: { ...well, ...git(".env.demo\0", false) },
    after: { ...well, ...git("", true) },
    on: /^git rm --cached \.env\.demo, commit/u,
  },
  "secrets.not-ignored": {
    before: { ...well, ...git("", false) },
    after: { ...well, ...git("", true) },
    on: /^echo '\.env\.\*' >> \.gitignore$/u,
  },
  "secrets.certificate": {
    before: having({ TLS: certificate }, "", {
      "secrets/demo/tls.key": { text: "not a key", mode: 0o600 },
      "secrets/demo/tls.crt": { text: "not a certificate", mode: 0o600 },
    }),
  },
  "secrets.rotation-unfinished": {
    before: having({ DB_PASSWORD: password }, `DB_PASSWORD=${good}\n`, {
      "secrets/demo/rotation.jsonl": {
        text: `${JSON.stringify({ schema: 1, at: "2026-01-01T00:00:00Z", changes: [{ name: "DB_PASSWORD", old: good, new: `${good}2` }], running: [] })}\n`,
        mode: 0o600,
      },
    }),
  },
  "secrets.not-generated": {
    before: having({ TLS: certificate }, "", { "secrets/demo/tls.key": { text: "not a key", mode: 0o600 } }),
    after: having({ TLS: certificate }, ""),
    command: "stack secrets generate demo",
    on: /remove that file/u,
  },
  "secrets.not-written": {
    before: having({ DB_PASSWORD: password }, undefined, {}, { isFull: here }),
    after: well,
    command: "stack secrets generate demo",
    on: /^make room and make the folder of .* writable by you/u,
  },
} satisfies Cases;
