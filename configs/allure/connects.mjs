import { connect } from "node:net";

/** Resolves when the port accepts a connection and keeps it open for a moment; a proxy with nothing behind it closes it. */
export function connects(host, port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 5_000 });
    const fail = (reason) => {
      socket.destroy();
      reject(new Error(`${host}:${port} ${reason}`));
    };
    socket.once("error", (error) => fail(error.message));
    socket.once("timeout", () => fail("did not answer"));
    socket.once("close", () => fail("closed the connection"));
    socket.once("connect", () => {
      setTimeout(() => {
        socket.removeAllListeners("close");
        socket.destroy();
        resolve();
      }, 200);
    });
  });
}
