import { describe, expect, it } from "vitest";
import { dataElsewhere, savedServices } from "../../../../src/features/backup/stores/saved-services.ts";
import { loadedFrom } from "../../../core/plan/loaded-model.ts";
import { composed, folder, project as name, record, seen, volume } from "../../../core/ownership/things.ts";

const rows = volume("rows");
const [files, exports] = [volume("files"), volume("exports")];
const containers = [
  composed("db", { image: "postgres:17", volumes: [rows.name, exports.name] }),
  composed("report", { image: "postgres:17" }),
  composed("web", { volumes: [files.name] }),
];
const { model } = loadedFrom(`
services:
  db:
    image: postgres:17
    volumes:
      - { type: volume, source: rows, target: /var/lib/postgresql/data }
      - { type: volume, source: exports, target: /exports }
  owner:
    image: postgres:17
    command: [chown, -R, postgres, /var/lib/postgresql/data]
    volumes: [{ type: volume, source: rows, target: /var/lib/postgresql/data }]
  report:
    image: postgres:17
    command: [psql, -h, db, -c, "select 1"]
  web: { image: example/web, volumes: [{ type: volume, source: files, target: /files }] }
volumes: { rows: { name: ${rows.name} }, files: { name: ${files.name} }, exports: { name: ${exports.name} } }
`);

function project(kinds: Readonly<Record<string, string>>) {
  const everything = seen({ containers, volumes: [rows, files, exports] });
  const own = {
    containers,
    volumes: [rows, files, exports],
    networks: [],
    others: [],
    elsewhere: undefined,
    everything,
  };
  return {
    project: name,
    environment: "dev",
    rehearsal: false,
    folder,
    directories: [],
    containers,
    own: { ...own, record: record({ kinds }) },
  };
}

describe("what a backup saves", () => {
  it("is each store by its own means, and no client that was made from its image", () => {
    expect(savedServices(project({}), model)).toEqual({
      stores: [{ service: "db", kind: "postgres" }],
      // the store's dump does not hold what it mounts beside its data
      volumes: [
        { volume: files.name, services: ["web"] },
        { volume: exports.name, services: ["db"] },
      ],
      notSaved: [],
    });
  });

  it("is known from the last start, too, where the files cannot be read", () => {
    const { stores } = savedServices(project({ db: "postgres", report: "none" }), undefined);
    expect(stores).toEqual([{ service: "db", kind: "postgres" }]);
  });

  it("leaves out, by name, what services write to on this host or in others' volumes", () => {
    const { model: mounting } = loadedFrom(`
services:
  db:
    image: postgres:17
    volumes: [{ type: bind, source: /srv/shop/rows, target: /var/lib/postgresql/data }]
  web:
    image: example/web
    volumes:
      - { type: bind, source: /srv/shop/library, target: /data }
      - { type: bind, source: /srv/shop/site.conf, target: /etc/site.conf, read_only: true }
      - { type: bind, source: /var/run/docker.sock, target: /var/run/docker.sock }
      - { type: volume, source: common, target: /common }
  also: { image: example/also, volumes: [{ type: bind, source: /srv/shop/library, target: /in }] }
volumes: { common: { name: everybodys, external: true } }
`);
    const elsewhere = [
      { volume: "everybodys", why: "external" },
      { volume: "/srv/shop/library", why: "mounted" },
    ];
    // the store's own means save its data, wherever that lies
    expect(savedServices(project({}), mounting).notSaved).toEqual(elsewhere);
    expect(dataElsewhere(mounting, new Set())).toContainEqual({ volume: "/srv/shop/rows", why: "mounted" });
  });
});
