// Requests to an S3 store, signed as AWS signs them (version 4).
import { createHash, createHmac } from "node:crypto";
import { ask } from "./ask.mjs";

/** A function (method, path, body) that answers with the text it got; anything but 200 or 204 is an error. */
export function s3({ endpoint, accessKey, secretKey, region = "us-east-1" }) {
  return (method, path, body = "") => {
    const host = new URL(endpoint).host;
    const stamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
    const bodyHash = sha256(body);
    const signed = { host, "x-amz-content-sha256": bodyHash, "x-amz-date": stamp };
    const names = Object.keys(signed).sort();
    const canonical = [
      method,
      path,
      "",
      ...names.map((name) => `${name}:${signed[name]}`),
      "",
      names.join(";"),
      bodyHash,
    ].join("\n");
    const scope = `${stamp.slice(0, 8)}/${region}/s3/aws4_request`;
    const toSign = ["AWS4-HMAC-SHA256", stamp, scope, sha256(canonical)].join("\n");
    const key = scope.split("/").reduce((last, part) => hmac(last, part), `AWS4${secretKey}`);
    const signature = hmac(key, toSign).toString("hex");
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
    return ask(`${endpoint}${path}`, {
      method,
      headers: { "x-amz-content-sha256": bodyHash, "x-amz-date": stamp, authorization },
      body: method === "PUT" ? body : undefined,
      expect: method === "DELETE" ? 204 : 200,
    });
  };
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key, text) {
  return createHmac("sha256", key).update(text).digest();
}
