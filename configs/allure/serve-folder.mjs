import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** Serves the report as soon as it is there; until then it says that there is none yet. */
export async function serveFolder(folder, port) {
  const server = createServer((request, response) => void answer(folder, request, response));
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, resolve);
  });
  return server;
}

async function answer(folder, request, response) {
  const path = normalize((request.url ?? "/").split("?")[0]);
  const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
  try {
    const content = await readFile(file);
    response
      .writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" })
      .end(content);
  } catch {
    const waiting = path === "/";
    response.writeHead(waiting ? 200 : 404, { "content-type": "text/plain" });
    response.end(waiting ? "no report yet\n" : "no such page\n");
  }
}
