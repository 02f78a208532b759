import { tarArchive } from "../../../../src/features/rehearsal/image/tar-archive.ts";
import { tarReader } from "../../../../src/world/files/tar-digest.ts";

export const project = "shop-demo";

/** The files of a volume as they lie in the backup. */
export const archive = new TextDecoder().decode(
  await tarArchive([
    { kind: "folder", path: "volume/", mode: 0o755 },
    { kind: "file", path: "volume/a", mode: 0o644, content: "of the backup" },
  ]),
);
export const manifestText = await manifestOf(archive);

async function manifestOf(files: string): Promise<string> {
  const reader = tarReader();
  await reader.write(Buffer.from(files));
  const { isWhole: _, ...content } = await reader.end();
  const file = (name: string) => ({ file: name, sizeBytes: 1, sha256: "" });
  return JSON.stringify({
    schema: 1,
    environment: "demo",
    project,
    createdAt: "2026-01-01T00:00:00.000Z",
    parts: [
      {
        kind: "postgres",
        service: "postgres",
        ...file("postgres.sql.gz"),
        tables: [{ database: "shop", table: "t", rows: 2 }],
      },
      { kind: "redis", service: "redis", ...file("redis.rdb"), keys: 1, expiring: 0, rdbBytes: 3 },
      { kind: "volume", service: "files", volume: `${project}_files`, ...file("files.tar"), ...content },
    ],
    notSaved: [],
  });
}
