import { connect as open } from "node:net";
import { type Connected, connectFailure } from "./connect.ts";

/** A short exchange of bytes: says something, reads until `enough` or the other side ends. */
export interface Conversation {
  readonly host: string;
  readonly port: number;
  readonly say: string | Buffer;
  readonly timeoutMs: number;
  readonly enough: (heard: Buffer) => boolean;
}

export type Heard =
  | { readonly kind: "heard"; readonly bytes: Buffer }
  | { readonly kind: "failed"; readonly reason: Connected };

export function converse({ host, port, say, timeoutMs, enough }: Conversation): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = open({ host, port });
    let bytes = Buffer.alloc(0);
    const end = (heard: Heard): void => {
      socket.destroy();
      resolve(heard);
    };
    socket.setTimeout(timeoutMs, () => end({ kind: "failed", reason: "timed-out" }));
    socket.on("connect", () => socket.write(say));
    socket.on("data", (data: Buffer) => {
      bytes = Buffer.concat([bytes, data]);
      if (enough(bytes)) end({ kind: "heard", bytes });
    });
    socket.on("close", () => end({ kind: "heard", bytes }));
    socket.on("error", (error) => end({ kind: "failed", reason: connectFailure(error) }));
  });
}
