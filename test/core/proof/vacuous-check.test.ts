import { expect, test } from "vitest";
import { isVacuousCheck } from "../../../src/core/proof/vacuous-check.ts";

test.each([
  [["CMD", "true"]],
  [["CMD-SHELL", "exit 0"]],
  [["CMD-SHELL", "test -f /proc/1/cmdline"]],
  [["CMD", "test", "-d", "/proc/1"]],
  [["CMD-SHELL", "[ -e /proc/self/status ]"]],
  [["CMD-SHELL", "curl -f http://127.0.0.1/ || exit 0"]],
  [["CMD-SHELL", "curl -f http://127.0.0.1/; true"]],
  [["CMD", "sh", "-c", "true"]],
  [["CMD-SHELL", "echo ok"]],
])("%j cannot fail", (check) => {
  expect(isVacuousCheck(check)).toBe(true);
});

test.each([
  [["CMD", "pg_isready", "-h", "127.0.0.1"]],
  [["CMD-SHELL", "curl -f http://127.0.0.1/ || exit 1"]],
  [["CMD-SHELL", "redis-cli ping | grep -q PONG"]],
  [["CMD-SHELL", "echo ruok | nc 127.0.0.1 2181 | grep imok"]],
  [["CMD-SHELL", "test -f /tmp/ready"]],
  [["CMD", "bash", "-c", "echo > /dev/tcp/127.0.0.1/8080"]],
  [["CMD-SHELL", "bash -c 'echo hello >/dev/udp/127.0.0.1/53'"]],
])("%j can fail", (check) => {
  expect(isVacuousCheck(check)).toBe(false);
});
