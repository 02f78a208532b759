import { createServer, type Server, type Socket } from "node:net";
import type { SpokenService } from "./spoken-service.ts";

const sslRequest = 80877103;
const gssRequest = 80877104;

/** Enough of the frontend/backend protocol, version 3, for pg_isready and a client that connects and asks. */
export function speakPostgres(speaker: SpokenService): Server {
  return createServer((socket) => {
    socket.on("error", () => undefined);
    const state = { waiting: Buffer.alloc(0), started: false };
    socket.on("data", (data: Buffer) => {
      state.waiting = Buffer.concat([state.waiting, data]);
      while (takeMessage(state, socket, speaker));
    });
  });
}

interface Conversation {
  waiting: Buffer;
  started: boolean;
}

/** Whether a whole message was there. The first ones have no type byte before their length. */
function takeMessage(state: Conversation, socket: Socket, speaker: SpokenService): boolean {
  const typed = state.started ? 1 : 0;
  if (state.waiting.length < typed + 4) return false;
  const length = typed + state.waiting.readUInt32BE(typed);
  if (state.waiting.length < length) return false;
  const message = state.waiting.subarray(0, length);
  state.waiting = state.waiting.subarray(length);
  if (state.started) answerQuery(socket, message);
  else state.started = answerStartup(socket, message, speaker);
  return true;
}

function answerStartup(socket: Socket, message: Buffer, speaker: SpokenService): boolean {
  const code = message.length >= 8 ? message.readUInt32BE(4) : 0;
  if (code === sslRequest || code === gssRequest) {
    socket.write("N");
    return false;
  }
  if (speaker.healthy) {
    socket.write(Buffer.concat([block("R", int32(0)), block("Z", Buffer.from("I"))]));
    return true;
  }
  socket.end(block("E", Buffer.from("SFATAL\0C57P03\0Mthe database system is starting up\0\0")));
  return true;
}

function answerQuery(socket: Socket, message: Buffer): void {
  const type = String.fromCharCode(message[0] ?? 0);
  if (type === "X") socket.end();
  if (type === "Q")
    socket.write(Buffer.concat([block("C", Buffer.from("SELECT 0\0")), block("Z", Buffer.from("I"))]));
}

function block(type: string, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(content.length + 4), content]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
