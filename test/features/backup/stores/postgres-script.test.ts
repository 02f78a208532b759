import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { restoreScript } from "../../../../src/features/backup/stores/postgres-script.ts";

const head = String.raw`--
-- PostgreSQL database cluster dump
--
DROP DATABASE IF EXISTS shop;
DROP ROLE IF EXISTS ROLE;
DROP ROLE IF EXISTS reader;
CREATE ROLE ROLE;
ALTER ROLE ROLE WITH SUPERUSER INHERIT CREATEROLE LOGIN PASSWORD 'SCRAM-SHA-256$4096:abc+/=$def:ghi' VALID UNTIL 'infinity';
CREATE ROLE reader;
ALTER ROLE reader WITH NOSUPERUSER LOGIN PASSWORD 'SCRAM-SHA-256$4096:of/the/reader';
\connect template1
ALTER ROLE ROLE WITH LOGIN PASSWORD 'a row that looks like it';
`;

/** What psql is given, where the role that restores is called so, as `quote_ident` writes it. */
function given(role: string): string {
  const folder = mkdtempSync(join(tmpdir(), "stack-psql-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const psql = join(folder, "psql");
  const heard = join(folder, "heard");
  writeFileSync(join(folder, "role"), `0\n${role}\n`);
  writeFileSync(
    psql,
    `#!/bin/sh\ncase "$*" in *quote_ident*) exec cat "${folder}/role";; esac\nexec cat > "${heard}"\n`,
  );
  chmodSync(psql, 0o755);
  const ended = spawnSync("sh", ["-c", restoreScript], {
    input: head.replaceAll("ROLE ROLE", `ROLE ${role}`).replaceAll("EXISTS ROLE", `EXISTS ${role}`),
    env: { PATH: `${folder}:${process.env["PATH"] ?? ""}` },
    encoding: "utf8",
  });
  expect([ended.status, ended.stderr]).toEqual([0, ""]);
  return readFileSync(heard, "utf8");
}

test.each(["multimodal", '"o/dd.r[o]le*$ \\"', `"it's"`])(
  "a dump never changes the password of the role that restores it, at no moment: %s",
  (role) => {
    const lines = given(role).split("\n");
    expect(lines).toContain(
      `ALTER ROLE ${role} WITH SUPERUSER INHERIT CREATEROLE LOGIN VALID UNTIL 'infinity';`,
    );
    expect(lines).toContain(
      "ALTER ROLE reader WITH NOSUPERUSER LOGIN PASSWORD 'SCRAM-SHA-256$4096:of/the/reader';",
    );
    // what comes after the head is somebody's data
    expect(lines).toContain(`ALTER ROLE ${role} WITH LOGIN PASSWORD 'a row that looks like it';`);
    expect(lines.filter((line) => line.startsWith("DROP"))).toEqual([
      "DROP DATABASE IF EXISTS shop WITH (FORCE);",
    ]);
  },
);
