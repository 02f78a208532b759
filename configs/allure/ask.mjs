// One HTTP request; anything but the expected status is an error that quotes the answer.
import { readFile } from "node:fs/promises";

export async function ask(
  url,
  { method = "GET", headers = {}, json, body, expect = 200, within = 30_000 } = {},
) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(json === undefined ? {} : { "content-type": "application/json" }) },
    body: json === undefined ? body : JSON.stringify(json),
    redirect: "manual",
    signal: AbortSignal.timeout(within),
  });
  const text = await response.text();
  if (response.status !== expect) {
    throw new Error(`${method} ${url} answered ${response.status}, not ${expect}: ${text.slice(0, 200)}`);
  }
  return text;
}

export async function askJson(url, options) {
  return JSON.parse(await ask(url, options));
}

/** The content of a secret, without its last newline. */
export async function secret(name) {
  return (await readFile(`${process.env.SECRETS_DIRECTORY ?? "/run/secrets"}/${name}`, "utf8")).trimEnd();
}

export async function bearer(name) {
  return { authorization: `Bearer ${await secret(name)}` };
}

export function check(condition, otherwise) {
  if (!condition) throw new Error(otherwise);
}
