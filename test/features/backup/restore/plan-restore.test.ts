import { describe, expect, it } from "vitest";
import type { BackupManifest } from "../../../../src/features/backup/save/backup-manifest.ts";
import { planRestore } from "../../../../src/features/backup/restore/plan-restore.ts";
import { loadedFrom } from "../../../core/plan/loaded-model.ts";
import {
  composed,
  folder,
  project as projectName,
  record,
  seen,
  volume,
} from "../../../core/ownership/things.ts";

const [rows, files, models, exports] = [volume("rows"), volume("files"), volume("models"), volume("exports")];
const [db, web, llm] = [
  composed("db", { volumes: [rows.name, exports.name] }),
  composed("web", { volumes: [files.name] }),
  composed("llm", { volumes: [models.name] }),
];
const { model } = loadedFrom(`
services:
  db:
    image: postgres
    volumes:
      - { type: volume, source: rows, target: /var/lib/postgresql/data }
      - { type: volume, source: exports, target: /exports }
  web: { image: example/web, volumes: [{ type: volume, source: files, target: /files }] }
  llm: { image: vllm, volumes: [{ type: volume, source: models, target: /models }] }
volumes: { rows: { name: ${rows.name} }, files: { name: ${files.name} }, models: { name: ${models.name} }, exports: { name: ${exports.name} } }
`);
const file = { file: "f", sizeBytes: 1, sha256: "" };
const content = { entries: 1, contentBytes: 1, digest: "" };
const dump = { kind: "postgres", service: "db", ...file, tables: [] } as const;
const archive = { kind: "volume", service: "web", volume: files.name, ...file, ...content } as const;
const gone = { ...archive, volume: `${projectName}_gone` };
const manifest: BackupManifest = {
  schema: 1,
  environment: "dev",
  project: projectName,
  createdAt: "2026-11-20T10:00:00Z",
  parts: [dump, archive, gone],
  notSaved: [],
};

function project(containers: readonly (typeof db)[], volumes: readonly (typeof rows)[]) {
  const everything = seen({ containers, volumes });
  const own = { containers, volumes, networks: [], others: [], elsewhere: undefined, everything };
  return {
    project: projectName,
    environment: "dev",
    rehearsal: false,
    folder,
    directories: [],
    containers,
    own: { ...own, record: record() },
  };
}

describe("a restore", () => {
  it("replaces the data of what is in the backup, with the containers of what it makes anew, and no more", () => {
    const plan = planRestore(project([db, web, llm], [rows, files, models, exports]), model, manifest);
    expect(plan.parts).toEqual([dump, archive]);
    expect(plan.passedOver).toEqual([gone]);
    expect(plan.removal).toEqual({
      containers: [web],
      networks: [],
      volumes: [rows, files],
      stays: [models, exports].map(({ name }) => ({ kind: "volume", name, why: { kind: "not-in-backup" } })),
    });
  });

  it("replaces nothing where nothing is", () => {
    const plan = planRestore(project([], []), model, manifest);
    expect(plan.removal).toEqual({ containers: [], networks: [], volumes: [], stays: [] });
    expect(plan.parts).toEqual([dump, archive]);
  });
});
