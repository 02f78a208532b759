import * as z from "zod";
import { failed, refused } from "./engine-answer.ts";
import type { EngineAnswer } from "../engine.ts";
import { parseJson } from "../../parse-json.ts";

const schema = z.object({ message: z.string() });

/** The engine said no: 404 is told apart, as what to do differs; the message is the engine's, word for word. */
export function refusalOf(status: number, body: Buffer): EngineAnswer<never> {
  const text = body.toString("utf8").trim();
  const message = schema.safeParse(parseJson(text)).data?.message ?? text;
  return status === 404 ? failed("not-found", message) : refused(status, message);
}
