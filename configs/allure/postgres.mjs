// As much of PostgreSQL's protocol as the tests need: one query, with the SCRAM-SHA-256 log-in of its default set-up.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { connect } from "node:net";

/** The rows of one query, as arrays of texts. */
export function postgresQuery({ host, port = 5432, user, database, password }, sql) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 10_000 });
    const session = { socket, user, password, sql, rows: [], nonce: randomBytes(18).toString("base64") };
    let received = Buffer.alloc(0);
    const settle = (settled, value) => {
      socket.destroy();
      settled(value);
    };
    socket.once("error", (error) => settle(reject, error));
    socket.once("timeout", () => settle(reject, new Error(`${host}:${port} did not answer`)));
    socket.once("connect", () => socket.write(startup(user, database)));
    socket.on("data", (data) => {
      received = Buffer.concat([received, data]);
      try {
        for (let message = take(); message !== undefined; message = take()) {
          if (handle(message, session)) settle(resolve, session.rows);
        }
      } catch (error) {
        settle(reject, error);
      }
    });
    function take() {
      if (received.length < 5 || received.length < received.readInt32BE(1) + 1) return undefined;
      const end = received.readInt32BE(1) + 1;
      const message = { type: String.fromCharCode(received[0]), body: received.subarray(5, end) };
      received = received.subarray(end);
      return message;
    }
  });
}

/** True when the query is done. */
function handle({ type, body }, session) {
  switch (type) {
    case "E":
      throw new Error(`PostgreSQL: ${/\0M([^\0]*)/.exec(body.toString())?.[1] ?? body.toString()}`);
    case "R":
      authenticate(body, session);
      return false;
    case "Z":
      if (session.asked) return true;
      session.asked = true;
      session.socket.write(framed("Q", Buffer.from(`${session.sql}\0`)));
      return false;
    case "D":
      session.rows.push(columns(body));
      return false;
    default:
      return false;
  }
}

function authenticate(body, session) {
  const kind = body.readInt32BE(0);
  const rest = body.subarray(4).toString();
  if (kind === 10) {
    const first = `n=,r=${session.nonce}`;
    session.first = first;
    const initial = Buffer.from(`n,,${first}`);
    const length = Buffer.alloc(4);
    length.writeInt32BE(initial.length);
    session.socket.write(framed("p", Buffer.concat([Buffer.from("SCRAM-SHA-256\0"), length, initial])));
  } else if (kind === 11) {
    session.socket.write(framed("p", Buffer.from(finalMessage(rest, session))));
  } else if (kind !== 0 && kind !== 12) {
    throw new Error(`PostgreSQL asks for log-in method ${kind}; SCRAM-SHA-256 was expected`);
  }
}

function finalMessage(serverFirst, session) {
  const {
    r: nonce,
    s: salt,
    i: iterations,
  } = Object.fromEntries(serverFirst.split(",").map((part) => [part[0], part.slice(2)]));
  const salted = pbkdf2Sync(session.password, Buffer.from(salt, "base64"), Number(iterations), 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest();
  const withoutProof = `c=biws,r=${nonce}`;
  const signature = createHmac("sha256", storedKey)
    .update(`${session.first},${serverFirst},${withoutProof}`)
    .digest();
  const proof = clientKey.map((byte, index) => byte ^ signature[index]);
  return `${withoutProof},p=${Buffer.from(proof).toString("base64")}`;
}

function startup(user, database) {
  const settings = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(settings.length + 8, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, settings]);
}

function framed(type, body) {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function columns(body) {
  const values = [];
  let at = 2;
  for (let column = 0; column < body.readInt16BE(0); column += 1) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.subarray(at, at + length).toString());
    at += Math.max(length, 0);
  }
  return values;
}
