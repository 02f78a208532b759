import { expect, test } from "vitest";
import { passedWords } from "../../../src/features/compose/passed-words.ts";

function effectOf(line: string): string {
  return passedWords(line.split(" ")).effect;
}

test("what only looks, or fetches images, is not held up", () => {
  for (const line of ["ps -a", "logs -f web", "--ansi never config -q", "pull web", "down --help", "ls"])
    expect([line, effectOf(line)]).toEqual([line, "reads"]);
  expect(passedWords([]).effect).toBe("reads");
  expect(effectOf("--dry-run down -v")).toBe("reads");
});

test("what removes or ends containers, and what changes them", () => {
  for (const line of ["down", "down -t 5", "rm -f web", "--profile a kill", "up -d --remove-orphans", "stop"])
    expect([line, effectOf(line)]).toEqual([line, "destroys"]);
  for (const line of ["up -d", "restart web", "exec web sh", "create", "run web true", "whatever-comes"])
    expect([line, effectOf(line)]).toEqual([line, "changes"]);
});

test("what takes data along, however its flag is written", () => {
  for (const line of [
    "down -v",
    "down --volumes",
    "down --volumes=true",
    "-f x.yaml down -t 3 -v",
    "rm -fv web",
    "rm -fsv",
    "up -dV",
    "up --renew-anon-volumes",
  ])
    expect([line, effectOf(line)]).toEqual([line, "destroys-data"]);
  expect(effectOf("down --volumes=false")).toBe("destroys");
  expect(effectOf("exec web rm -v")).toBe("changes");
});

test("the project that the words name themselves", () => {
  const projectOf = (line: string) => passedWords(line.split(" ")).project;
  expect(projectOf("-p other down")).toBe("other");
  expect(projectOf("--project-name=other down")).toBe("other");
  expect(projectOf("-pother down")).toBe("other");
  expect(projectOf("-p first --project-name last down")).toBe("last");
  expect(projectOf("exec -p 3 web")).toBeUndefined();
  expect(projectOf("--profile p down")).toBeUndefined();
});
