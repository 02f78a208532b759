import type { Arguments } from "./arguments.ts";

/** Options that psql and pg_isready share. */
export const postgresValued = "h/host p/port U/username d/dbname";

/** Without a host the real ones take the socket; a stand-in has TCP only, so that is where they are sent. */
export function postgresAddress({ values, rest }: Arguments): {
  readonly host: string;
  readonly port: number;
} {
  const url = /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^:/?]+)(?::(\d+))?/.exec(values.get("d") ?? rest[0] ?? "");
  const host = values.get("h") ?? url?.[1] ?? process.env["PGHOST"] ?? "127.0.0.1";
  const port = Number(values.get("p") ?? url?.[2] ?? process.env["PGPORT"] ?? 5432);
  return { host: host.startsWith("/") ? "127.0.0.1" : host, port };
}

/** The startup message of protocol 3.0 for a user of no importance. */
export const startup = startupMessage("user\0rehearsal\0\0");

function startupMessage(parameters: string): Buffer {
  const message = Buffer.alloc(8 + parameters.length);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(196608, 4);
  message.write(parameters, 8);
  return message;
}
