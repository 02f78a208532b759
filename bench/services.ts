import { busybox } from "../test/engine/images.ts";

type Written = Readonly<Record<string, unknown>>;

/** Process 1 of these has no handler for SIGTERM; nobody wants to wait for the grace period. */
const base: Written = { image: busybox, stop_signal: "SIGKILL" };

/** A page on a port, at once or after some seconds; it logs `ready` the moment it listens. */
export function page(port: number, afterSeconds = 0): Written {
  const wait = afterSeconds === 0 ? "" : `sleep ${String(afterSeconds)}; `;
  const serve = `mkdir -p /tmp/www; echo ok > /tmp/www/index.html; httpd -p ${String(port)} -h /tmp/www`;
  return { ...base, command: ["sh", "-c", `${wait}${serve}; echo ready; exec sleep 1000000`] };
}

export function asksPage(port: number): readonly string[] {
  return ["CMD", "wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${String(port)}/`];
}

/** An echo on a port. */
export function echo(port: number): Written {
  return { ...base, command: ["sh", "-c", `exec nc -ll -p ${String(port)} -e cat`] };
}

export function asksPort(port: number): readonly string[] {
  return ["CMD-SHELL", `nc 127.0.0.1 ${String(port)} -e true`];
}

/** Ready after some seconds, which only a command inside it can see. */
export function readyInside(afterSeconds: number): Written {
  const script = `sleep ${String(afterSeconds)}; touch /tmp/ready; echo ready; exec sleep 1000000`;
  return { ...base, command: ["sh", "-c", script] };
}

export const asksFile: readonly string[] = ["CMD", "test", "-f", "/tmp/ready"];
