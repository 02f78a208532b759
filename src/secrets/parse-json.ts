/** Undefined for what is no JSON: a file of ours that a crash or an editor spoiled is as good as none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
