import { describe, expect, it } from "vitest";
import { beginJournal, lackingParts } from "../../../../src/features/backup/restore/begin-journal.ts";
import type { RestoreJournal } from "../../../../src/features/backup/restore/restore-journal.ts";
import { fakeWorld } from "../../../world/fake-world.ts";
import {
  composed,
  folder,
  project as projectName,
  record,
  seen,
  volume,
} from "../../../core/ownership/things.ts";

const rows = volume("rows");
const containers = [composed("db", { volumes: [rows.name] }), composed("web", { state: "exited" })];
const everything = seen({ containers, volumes: [rows] });
const own = { containers, volumes: [rows], networks: [], others: [], elsewhere: undefined, everything };
const project = {
  project: projectName,
  environment: "dev",
  rehearsal: false,
  folder,
  directories: [],
  containers,
  own: { ...own, record: record() },
};
const dump = { kind: "postgres", service: "db", file: "f", sizeBytes: 1, sha256: "", tables: [] } as const;
const plan = {
  parts: [dump],
  passedOver: [],
  removal: { containers: [], networks: [], volumes: [], stays: [] },
};
const about = { environment: "dev", project: projectName, createdAt: "then", parts: [dump], notSaved: [] };
const backup = { path: "/backups/dev/one", manifest: { schema: 1 as const, ...about } };
const pending: RestoreJournal = {
  environment: "dev",
  project: projectName,
  since: "before",
  phase: "replacing",
  backup: backup.path,
  createdAt: "then",
  parts: ["db"],
  before: "/backups/dev/before",
  ran: ["web"],
};

function begun(cut?: RestoreJournal, copy = true): RestoreJournal {
  return beginJournal(fakeWorld(), { project, backup, plan, pending: cut, copy });
}

describe("a restore begins", () => {
  it("by saving what is there, unless nobody wants it", () => {
    expect(begun()).toMatchObject({ phase: "saving", ran: ["db"], parts: ["db"] });
    expect(begun(undefined, false)).toMatchObject({ phase: "replacing" });
  });

  it("with the data where one was cut, whose copy stays the way back, and what ran then runs again", () => {
    expect(begun(pending)).toMatchObject({ phase: "replacing", since: "before", before: pending.before });
    expect(begun(pending).ran).toEqual(["web", "db"]);
  });

  it("with the data where another backup undoes one that was cut, and no copy is made of half of it", () => {
    const other = { ...pending, backup: "/backups/dev/other" };
    expect(begun(other)).toMatchObject({
      phase: "replacing",
      backup: backup.path,
      before: pending.before,
    });
  });

  it("with the services where only they were left; with another backup from its beginning", () => {
    const starting = { ...pending, phase: "starting" } as const;
    expect(begun(starting)).toMatchObject({ phase: "starting" });
    expect(begun({ ...starting, backup: "/backups/dev/other" })).toMatchObject({ phase: "saving" });
  });
});

describe("what a restore that was cut has half changed", () => {
  it("another backup must have too", () => {
    const other = { ...pending, backup: "/backups/dev/other", parts: ["db", "shop-dev_files"] };
    expect(lackingParts(other, plan, backup)).toEqual(["shop-dev_files"]);
    expect(lackingParts({ ...other, phase: "saving" }, plan, backup)).toEqual([]);
    expect(lackingParts({ ...other, backup: backup.path }, plan, backup)).toEqual([]);
  });
});
