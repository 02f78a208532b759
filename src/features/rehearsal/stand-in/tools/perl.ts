import { connect } from "../ask/connect.ts";
import { notJudged, type Played } from "./played.ts";

/** Understands the one thing health checks do with perl: open a socket (`PeerAddr => "host", PeerPort => 6333`). */
export async function perl(args: readonly string[]): Promise<Played> {
  const code = args.join(" ");
  const port =
    /PeerPort\s*=>\s*["']?(\d+)/.exec(code)?.[1] ??
    /Peer(?:Addr|Host)\s*=>\s*["'][^"']*:(\d+)/.exec(code)?.[1];
  if (port === undefined) return notJudged("this perl program");
  const host = /Peer(?:Addr|Host)\s*=>\s*["']([^"':]+)/.exec(code)?.[1] ?? "127.0.0.1";
  const answer = await connect(host, Number(port), 5_000);
  return answer === "open" ? { exitCode: 0 } : { exitCode: 1, err: `perl: ${host}:${port}: ${answer}\n` };
}
