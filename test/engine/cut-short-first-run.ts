import { bareBox } from "./bare-box.ts";
import type { BareBox, Operator } from "./bare-box.ts";

export interface FirstRunMoment {
  /** As a part of the length of a whole first run. */
  readonly part: number;
  readonly wasKilled: boolean;
  readonly exitCode: number;
  /** What the second run said. */
  readonly said: string;
  /** Lines of the state that are not those of an undisturbed first run, on either side. */
  readonly differs: readonly string[];
}

export interface WholeFirstRun {
  readonly tookMs: number;
  readonly state: readonly string[];
}

/** A first run on a bare box, killed and run again, against one that nobody disturbed. A box takes one to two minutes. */
export async function cutShortAt(
  part: number,
  whole: WholeFirstRun,
  operator: Operator,
): Promise<FirstRunMoment> {
  await using box = await bareBox(operator);
  const { wasKilled } = await box.stackKilled(part * whole.tookMs, "first-run", "--yes");
  const again = await box.stack("first-run", "--yes");
  const state = again.exitCode === 0 ? await stateOf(box) : [];
  const differs = [
    ...whole.state.filter((line) => !state.includes(line)).map((line) => `missing: ${line}`),
    ...state.filter((line) => !whole.state.includes(line)).map((line) => `more: ${line}`),
  ];
  return { part, wasKilled, exitCode: again.exitCode, said: again.all, differs };
}

/** What a box has come to, without what differs between any two: ids, times, secrets' values, and whose it is. */
export async function stateOf({ host, operator }: BareBox): Promise<readonly string[]> {
  const text = await host.shell(`
    docker ps -a --format 'container {{.Names}} {{.State}}'
    docker network ls --format 'network {{.Name}}'
    docker volume ls --format 'volume {{.Name}}'
    docker image ls --format 'image {{.Repository}}:{{.Tag}}'
    find . -path ./.stack/runs -prune -o -printf 'file %p %m %u\\n' | sed 's/ ${operator}$/ operator/'
    sed -n 's/^\\([A-Z_]*\\)=.*/variable \\1/p' .env.development
    grep -c finishedAt.*Z .stack/first-run.json
    dpkg -l docker.io docker-cli docker-compose | awk '/^[a-z][a-zA-Z]/ { print "package", $1, $2 }'
    dpkg --audit`);
  return text.split("\n").toSorted((one, other) => one.localeCompare(other));
}
