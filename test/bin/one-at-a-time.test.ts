import { expect, test } from "vitest";
import { oneAtATime } from "../../bin/set-up/one-at-a-time.mjs";

test("work of one name waits for the other's to end, and says that it waits", async () => {
  const name = `test-${process.pid}`;
  const told: string[] = [];
  const tell = (line: string): void => void told.push(line);
  const waiters: Promise<void>[] = [];
  const untilTheSecondWaits = (): Promise<void> =>
    new Promise((resolve) => {
      const second = oneAtATime(name, { work: async () => tell("second works"), onWaiting: resolve });
      waiters.push(second);
    });
  const first = async (): Promise<void> => {
    await untilTheSecondWaits();
    tell("first ends");
  };
  await oneAtATime(name, { work: first, onWaiting: () => tell("first waits") });
  await Promise.all(waiters);
  expect(told).toEqual(["first ends", "second works"]);
});
