import type { Pattern } from "./pattern-automaton.ts";
import { writtenForms } from "./written-forms.ts";

const shortest = 4;
const shortestInsideWords = 6;

/** Everything by which a value can show in a text. */
export function maskedForms(value: string): readonly Pattern[] {
  const forms = [value, ...linesOf(value)].flatMap((text) => [...writtenForms(text), ...encodings(text)]);
  // A short value stands alone in its escaped forms too, however long those are.
  const wholeWord = value.length < shortestInsideWords;
  return [...new Set(value.length < shortest ? [] : forms)]
    .filter((text) => text.length >= shortest)
    .map((text) => ({ text, wholeWord }));
}

/** A log shows a key of several lines one by one; its first and last line are no secret. */
function linesOf(value: string): readonly string[] {
  if (!/[\r\n]/u.test(value)) return [];
  return value.split(/[\r\n]+/u).filter((line) => line.length >= 16 && !line.startsWith("-----"));
}

function encodings(text: string): readonly string[] {
  if (text.length < shortestInsideWords) return [];
  return [...urlForms(text), ...base64Forms(text)];
}

function urlForms(text: string): readonly string[] {
  if (!isWellFormed(text)) return [];
  const encoded = encodeURIComponent(text);
  const form = encoded.replaceAll("%20", "+");
  return [encoded, form].flatMap((each) => [
    each,
    each.replaceAll(/%[0-9A-F]{2}/gu, (hex) => hex.toLowerCase()),
  ]);
}

/** A lone surrogate has no UTF-8 and so no URL form. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/**
 * Base64 of the value alone, and what it looks like inside the base64 of a longer text (a log-in header, a Kubernetes
 * secret): by how many bytes stand before it modulo three, only the characters that it alone decides.
 */
function base64Forms(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  const alone = toBase64(bytes);
  const inside = [0, 1, 2].map((before) => decidedPart(bytes, before)).filter((part) => part.length >= 8);
  return [alone, alone.replaceAll("=", ""), ...inside].flatMap((each) => [each, urlSafe(each)]);
}

function decidedPart(bytes: Uint8Array, before: number): string {
  const shifted = new Uint8Array(before + bytes.length);
  shifted.set(bytes, before);
  const bits = { from: before * 8, to: shifted.length * 8 };
  return toBase64(shifted).slice(Math.ceil(bits.from / 6), Math.floor(bits.to / 6));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function urlSafe(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}
