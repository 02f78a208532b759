import { expect, test } from "vitest";
import { commandsFor } from "../../bin/set-up/planned-commands.mjs";

const known = {
  packages: ["docker.io", "docker-compose"],
  compose: "docker-compose",
  aptFiles: [{ path: "/etc/apt/preferences.d/stack-engine", text: "" }],
};
const nothing = {
  hasClient: false,
  engine: undefined,
  compose: undefined,
  complaint: "",
  elsewhere: undefined,
  daemon: undefined,
};

function words(seen: Partial<typeof nothing> | Readonly<Record<string, unknown>>, joins: boolean) {
  return commandsFor(known, { ...nothing, ...seen }, joins).map((command) => command.join(" "));
}

test("where nothing is installed, apt is told where from, an installation cut off is ended, and the engine started", () => {
  const [files, ends, update, install, start, joins] = words({}, true);
  expect(files).toBe("tee /etc/apt/preferences.d/stack-engine");
  expect(ends).toContain("dpkg --configure -a");
  expect(update).toContain("apt-get");
  expect(install).toMatch(/--no-remove install docker\.io docker-compose$/u);
  expect(start).toMatch(/dockerd|start docker|docker start/u);
  expect(joins).toBe("usermod -aG docker $USER");
});

test("an engine that only has to be started is only started", () => {
  const seen = { hasClient: true, daemon: "26.1.5", compose: "2.26.1" };
  expect(words(seen, false)).toEqual([expect.stringMatching(/dockerd|start docker|docker start/u)]);
});

test("an engine that answers is not touched for a Compose that is missing", () => {
  const seen = { hasClient: true, daemon: "26.1.5", engine: "26.1.5" };
  expect(words(seen, false).at(-1)).toMatch(/install docker-compose$/u);
});
