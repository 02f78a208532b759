import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor, type Redactor } from "../../../../src/core/secrets/mask/redact.ts";

const redact = (values: readonly string[], text: string) => createRedactor(values).redact(text);
const base64 = (text: string, encoding: "base64" | "base64url" = "base64") =>
  Buffer.from(text, "utf8").toString(encoding);

describe("redaction masks", () => {
  it("a value wherever it stands", () => {
    expect(redact(["hunter2x"], "a hunter2x b=hunter2x;xhunter2xx")).toBe("a *** b=***;x***x");
  });

  it("its URL-encoded form, in both cases of the hex digits, and as a form has it", () => {
    const value = "p ss/w+rd?ä";
    const encoded = encodeURIComponent(value);
    const lower = encoded.replaceAll(/%../gu, (hex) => hex.toLowerCase());
    const text = `postgres://u:${encoded}@h ${lower} ${encoded.replaceAll("%20", "+")}`;
    expect(redact([value], text)).toBe("postgres://u:***@h *** ***");
  });

  it("its form in JSON", () => {
    expect(redact(['my "quoted" value'], JSON.stringify({ password: 'my "quoted" value' }))).toBe(
      '{"password":"***"}',
    );
  });

  it("its base64, with and without padding, and as URLs have it", () => {
    const value = "a?b>c~d?e>f~ÿÿ";
    const text = `${base64(value)} ${base64(value).replaceAll("=", "")} ${base64(value, "base64url")}.`;
    expect(redact([value], text)).toBe("*** *** ***.");
  });

  it("a log-in header: the value's part of a longer base64, whatever stands before it", () => {
    for (const user of ["a", "ab", "abc", "abcd"]) {
      const header = base64(`${user}:correct-horse-battery`);
      const shown = redact(["correct-horse-battery"], `Basic ${header}`);
      expect(shown).toMatch(/^Basic [A-Za-z0-9+/]{0,8}\*\*\*[A-Za-z0-9+/=]{0,4}$/u);
    }
  });

  it("every line of a key", () => {
    const key =
      "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEG\nCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n";
    expect(redact([key], "x CCqGSM49AwEHBG0wawIBAQQg y")).toBe("x *** y");
    expect(redact([key], "-----BEGIN PRIVATE KEY-----")).toBe("-----BEGIN PRIVATE KEY-----");
  });

  it("the longer of two values, and all of two that overlap", () => {
    expect(redact(["secret", "secret-and-more"], "secret-and-more secret-and")).toBe("*** ***-and");
    expect(redact(["token-secret-9", "secret"], "token-secret-8")).toBe("token-***-8");
    expect(redact(["abcdefgh", "efghijkl"], "1abcdefghijkl2")).toBe("1***2");
    expect(redact(["abcdef"], "abcdefabcdef")).toBe("******");
  });

  it("a short value as a word and not inside words, and a tiny one never", () => {
    expect(redact(["test1", "abc"], "test1 mytest1 test12 (test1) =test1")).toBe(
      "*** mytest1 test12 (***) =***",
    );
    expect(redact(["abc", "1", ""], "abc 1")).toBe("abc 1");
  });

  it("nothing where there is no secret", () => {
    expect(redact([], "any text")).toBe("any text");
  });
});

/** Few letters, so that values overlap, contain each other and begin inside each other. */
const letters = fc.constantFrom("a", "b", "-");
const word = (least: number, most: number) =>
  fc.array(letters, { minLength: least, maxLength: most }).map((each) => each.join(""));
/** Values, and a text that is full of them, whole and in part. */
const textWith = (value: fc.Arbitrary<string>) =>
  fc.array(value, { minLength: 1, maxLength: 4 }).chain((chosen) => {
    const secrets = [...chosen, ...chosen.slice(1).map((each, index) => `${each}${chosen[index]}a`)];
    const secret = fc.constantFrom(...secrets);
    const part = fc.tuple(secret, fc.nat(9)).map(([whole, end]) => whole.slice(0, end));
    const pieces = fc.array(fc.oneof(secret, part, word(0, 4)), { maxLength: 8 });
    return fc.tuple(
      fc.constant(secrets),
      pieces.map((each) => each.join("")),
    );
  });
const longValues = textWith(word(6, 9));
const allValues = textWith(fc.oneof(word(6, 9), word(4, 5)));

function throughStream(redactor: Redactor, pieces: readonly string[]): string {
  const stream = redactor.stream();
  return [...pieces.map((piece) => stream.write(piece)), stream.end()].join("");
}

describe("the laws of redaction", () => {
  it("no value of six characters or more is left, in any form", () => {
    fc.assert(
      fc.property(longValues, ([secrets, text]) => {
        const shown = redact(secrets, text);
        for (const secret of secrets) expect(shown).not.toContain(secret);
      }),
    );
  });

  it("masks exactly what the values cover, found one by one", () => {
    fc.assert(
      fc.property(longValues, ([secrets, around]) => {
        const covered = Array.from(around, () => false);
        for (const secret of secrets)
          for (let at = around.indexOf(secret); at !== -1; at = around.indexOf(secret, at + 1))
            covered.fill(true, at, at + secret.length);
        const left = Array.from(around, (letter, index) => (covered[index] === true ? "" : letter)).join("");
        expect(redact(secrets, around).replaceAll("***", "")).toBe(left);
      }),
    );
  });

  it("pieces come out as the whole does, however it is cut", () => {
    fc.assert(
      fc.property(allValues, fc.array(fc.nat(60)), ([secrets, whole], cuts) => {
        const at = [0, ...cuts.filter((cut) => cut < whole.length), whole.length].sort((a, b) => a - b);
        const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
        const redactor = createRedactor(secrets);
        expect(throughStream(redactor, pieces)).toBe(redactor.redact(whole));
      }),
    );
  });

  it("a value is found at all three offsets inside a longer base64", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_-]{12,40}$/u),
        fc.string({ unit: "binary", maxLength: 12 }),
        fc.string({ unit: "binary", maxLength: 12 }),
        (secret, before, after) => {
          const shown = redact([secret], base64(before + secret + after));
          expect(shown).toContain("***");
          expect(Buffer.from(shown.replaceAll("***", ""), "base64").toString("utf8")).not.toContain(secret);
        },
      ),
    );
  });

  it("text without values passes unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (any) => {
        expect(redact(["NoSuchValueAnywhere"], any)).toBe(any);
      }),
    );
  });
});

describe("a stream", () => {
  it("holds back only what could be the beginning of a value", () => {
    const stream = createRedactor(["secret-value"]).stream();
    expect(stream.write("plain line\n")).toBe("plain line\n");
    expect(stream.write("password: secr")).toBe("password: ");
    expect(stream.write("et")).toBe("");
    expect(stream.write("ary\n")).toBe("secretary\n");
    expect(stream.write("secret-value")).toBe("***");
    expect(stream.write(" then secret-")).toBe(" then ");
    expect(stream.end()).toBe("secret-");
  });
});

describe("redacting a megabyte", () => {
  const secrets = Array.from({ length: 40 }, (_, index) =>
    base64(`secret number ${index} of forty`).slice(0, 32),
  );

  /** Steps, not seconds: a clock would measure the machine. Time per character must not grow with the text. */
  function timeOf(whole: string, redactor: Redactor): number {
    // of the processor: on a busy machine the longer one waits more often
    const before = process.cpuUsage();
    redactor.redact(whole);
    return process.cpuUsage(before).user;
  }

  it.each([
    ["lines of a log", "2026-01-01T00:00:00Z worker[12]: GET /v1/models 200 12ms\n"],
    ["beginnings of a value, the worst text there is", secrets[0]?.slice(0, 31) ?? ""],
    ["nothing but values", secrets[1] ?? ""],
  ])("takes time in proportion: %s", (_, piece) => {
    const redactor = createRedactor(secrets);
    const whole = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const small = whole.slice(0, whole.length / 8);
    timeOf(whole, redactor);
    const best = (of: string) => Math.min(...[1, 2, 3].map(() => timeOf(of, redactor)));
    expect(best(whole)).toBeLessThan(Math.max(best(small), 1_000) * 8 * 4);
  });
});
