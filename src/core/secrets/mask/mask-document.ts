/** What a field says by itself, and by which readers find their way in a document: never a secret, whatever it equals. */
const ownFields: ReadonlySet<string> = new Set(
  (
    "type kind id state status severity step action stream at since startedAt " +
    "name display service services environment project container for because blocks waves waitedFor criticalPath generated"
  ).split(" "),
);

/**
 * A copy of a document of ours in which every text that somebody else may have put there is masked, before it is
 * written down as JSON, XML or HTML: only so can no escaping hide a value, and no value break the form. Keys, numbers,
 * truth values and our own words stay.
 */
export function maskDocument<T>(document: T, redact: (text: string) => string): T;
export function maskDocument(document: unknown, redact: (text: string) => string): unknown {
  return maskFields(document, (key, value, isTop) =>
    ownFields.has(key) || (isTop && key === "command") ? value : redact(value),
  );
}

/** The same of a document that others made: each of its texts. */
export function maskForeignDocument(document: unknown, redact: (text: string) => string): unknown {
  return maskFields(document, (_, value) => redact(value));
}

type MaskText = (key: string, value: string, isTop: boolean) => string;

function maskFields(document: unknown, mask: MaskText): unknown {
  const maskUnder = (key: string, value: unknown, depth: number): unknown => {
    if (typeof value === "string") return mask(key, value, depth === 1);
    if (Array.isArray(value)) return value.map((each: unknown) => maskUnder(key, each, depth + 1));
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, maskUnder(name, inner, depth + 1)]),
    );
  };
  return maskUnder("", document, 0);
}
