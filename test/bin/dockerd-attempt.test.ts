import { expect, test } from "vitest";
import { nextAttempt, plainAttempt } from "../../bin/set-up/dockerd-attempt.mjs";

const noNftables =
  "failed to start daemon: Error initializing network controller: failed to create NAT chain DOCKER: " +
  "iptables failed: iptables -t nat -N DOCKER: iptables: Failed to initialize nft: Protocol not supported";

test("without nftables, legacy iptables is tried first, then no packet filter, then nothing", () => {
  const second = nextAttempt(plainAttempt, noNftables);
  expect(second).toMatchObject({ args: [], legacyIptables: true });
  const third = second && nextAttempt(second, noNftables);
  expect(third?.args).toEqual(["--iptables=false", "--ip6tables=false"]);
  expect(third && nextAttempt(third, noNftables)).toBeUndefined();
});

test("a failure that names no packet filter is not tried again", () => {
  expect(
    nextAttempt(plainAttempt, "unable to configure the Docker daemon with file daemon.json"),
  ).toBeUndefined();
});
