// As much of Redis' protocol as the tests need: commands as arrays, answers that are lines or one string.
import { connect } from "node:net";

/** The answers to `commands`, in order; an error is an answer like any other. */
export function redisCommands(host, commands, port = 6379) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 10_000 });
    let received = "";
    const settle = (settled, value) => {
      socket.destroy();
      settled(value);
    };
    socket.once("error", (error) => settle(reject, error));
    socket.once("timeout", () => settle(reject, new Error(`${host}:${port} did not answer`)));
    socket.on("data", (data) => {
      received += data.toString();
      const answers = answersIn(received);
      if (answers.length >= commands.length) settle(resolve, answers);
    });
    socket.write(commands.map(encoded).join(""));
  });
}

function encoded(words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}

function answersIn(text) {
  const answers = [];
  const lines = text.split("\r\n");
  for (let index = 0; index < lines.length - 1; index += 1) {
    const line = lines[index];
    if (/^[+:-]/.test(line)) answers.push(line.slice(1));
    else if (line === "$-1") answers.push(null);
    else if (line.startsWith("$") && index + 2 < lines.length) answers.push(lines[(index += 1)]);
  }
  return answers;
}
