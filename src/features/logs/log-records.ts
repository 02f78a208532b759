import type { LogNews } from "./log-news.ts";
import type { LogLine } from "../../world/engine/engine.ts";

/** One line of a log: a line of `stack logs --json`. */
interface LogRecord {
  readonly schema: 1;
  readonly command: "logs";
  readonly at: string;
  readonly service: string;
  /** The container's name. */
  readonly container: string;
  readonly stream: LogLine["from"];
  readonly text: string;
}

/** What became of a container whose log is followed: a line of `stack logs --json` between the others. */
interface LogEventRecord {
  readonly schema: 1;
  readonly command: "logs";
  readonly event: "exited" | "started" | "unreadable";
  /** Null of a log that cannot be read. */
  readonly at: string | null;
  readonly service: string;
  /** The container's name. */
  readonly container: string;
  /** Of one that exited. */
  readonly exitCode?: number;
  /** Of one that exited: the engine brings it back, as its restart policy says. */
  readonly restarted?: boolean;
  /** Of one that started: again; in the place of another container; or as one more. */
  readonly how?: "restarted" | "recreated" | "joined";
  /** Of a log that cannot be read, in the engine's words. */
  readonly reason?: string;
}

export function logRecord(news: LogNews): LogRecord | LogEventRecord {
  const { service, name: container } = news.container;
  const base = { schema: 1, command: "logs" } as const;
  switch (news.kind) {
    case "line": {
      const { at, from, text } = news.line;
      return { ...base, at: at.toISOString(), service, container, stream: from, text };
    }
    case "exited": {
      const { exitCode, restarted } = news;
      return { ...base, event: "exited", at: news.at.toISOString(), service, container, exitCode, restarted };
    }
    case "started":
      return { ...base, event: "started", at: news.at.toISOString(), service, container, how: news.how };
    case "unreadable":
      return { ...base, event: "unreadable", at: null, service, container, reason: news.why };
  }
}
