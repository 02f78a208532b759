import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeValue } from "../../../../src/core/secrets/env-file/env-statement.ts";
import { envEntries, envEntry, printEnvFile } from "../../../../src/core/secrets/env-file/env-file.ts";
import { parseEnvFile, setEnvValues } from "../../../../src/core/secrets/env-file/parse-env-file.ts";

const valueOf = (text: string, name = "A") => envEntry(parseEnvFile(text), name)?.value;

describe("an env file is read as Compose reads it", () => {
  it.each([
    ["a plain value", "A=one", "one"],
    ["the line's end of Windows", "A=one\r\nB=two\r\n", "one"],
    ["spaces round the sign", "A = one  ", "one"],
    ["a comment after a space", "A=one # note", "one"],
    ["a # inside the value", "A=one#two", "one#two"],
    ["export", "export A=one", "one"],
    ["a colon for a sign", "A: one", "one"],
    ["an empty value before another line", "A=\nB=two", ""],
    ["single quotes: nothing is special", "A='o$B\\n # x'", "o$B\\n # x"],
    ["a quote in single quotes", String.raw`A='it\'s'`, "it's"],
    ["double quotes: escapes", String.raw`A="a\tb\"c\\d"`, 'a\tb"c\\d'],
    ["several lines in quotes", 'A="one\ntwo"\nB=3', "one\ntwo"],
    ["an escaped dollar in double quotes", String.raw`A="a\$b"`, "a$b"],
    ["a doubled dollar", "A=a$$b", "a$b"],
    ["a dollar before a digit", "A=a$1b", "a$1b"],
    ["a name of an earlier line", "B=two\nA=one-$B", "one-two"],
    ["a name in braces with a default", "A=${B:-none}", "none"],
    ["a default inside a default", "A=${B:-${C:-deep}}", "deep"],
    ["an alternative", "B=x\nA=${B:+yes}", "yes"],
    ["a name that nobody knows", "A=p4$word", "p4"],
    ["the last of two lines", "A=one\nA=two", "two"],
    ["a byte order mark", "\uFEFFA=one", "one"],
  ])("%s", (_, text, value) => {
    expect(valueOf(text)).toBe(value);
    expect(parseEnvFile(text).problems).toEqual([]);
  });

  it.each([
    ["a name with a space", "OK=1\nA B=secret", 2, true],
    ["a line without a sign", "OK=1\n\nsecret words", 3, true],
    ["a quote that is never closed", "OK=1\nA='secret\nB=2", 2, true],
    ["text after a closing quote", "A='secret'more", 1, true],
    ["a brace that is never closed", "A=sec${ret", 1, true],
    ["a name alone", "A\nB=1", 1, false],
  ])("%s is told with its line and without its text", (_, text, line, refused) => {
    const { problems } = parseEnvFile(text);
    expect(problems).toMatchObject([{ line, refused }]);
    expect(problems[0]?.message).not.toMatch(/secret|ret\b/u);
  });

  it("goes on below a line it cannot read, so that all problems are told at once", () => {
    const file = parseEnvFile('A B=1\nC="open\nD=4\n!=5\n');
    expect(file.problems.map(({ line }) => line)).toEqual([1, 2, 4]);
    expect(envEntries(file).map(({ name }) => name)).toEqual(["D"]);
  });

  it("counts the lines of a quoted value", () => {
    expect(parseEnvFile('A="one\ntwo\nthree"\n!').problems).toMatchObject([{ line: 4 }]);
  });
});

const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/u);
const line = fc.oneof(
  fc.tuple(name, fc.string()).map(([key, value]) => `${key}=${value}`),
  fc.string(),
  fc.constantFrom("", "# note", "export A=1", "A='x'# y", 'B="$A"', "\r", "A", "A = 'a\nb'"),
);
const fileText = fc
  .tuple(fc.array(line), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([lines, end, closed]) => lines.join(end) + (closed ? end : ""));

describe("editing an env file", () => {
  it("loses nothing: what is read and printed is what was there, whatever it was", () => {
    fc.assert(
      fc.property(fileText, (text) => {
        expect(printEnvFile(parseEnvFile(text))).toBe(text);
      }),
    );
  });

  it("writes every value so that it is read back as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const encoded = encodeValue(value);
        expect(valueOf(`A=${encoded}\nB=2\n`)).toBe(value);
        expect(valueOf(`A=${encoded}\nB=2\n`, "B")).toBe("2");
      }),
    );
  });

  it("writes what it generates without quotes", () => {
    expect(encodeValue("sk-Ab9_x")).toBe("sk-Ab9_x");
  });

  it("changes the value it is told and no other byte", () => {
    fc.assert(
      fc.property(fileText, name, fc.stringMatching(/^[A-Za-z0-9_-]{1,9}$/u), (text, key, value) => {
        const before = parseEnvFile(text);
        fc.pre(before.problems.length === 0);
        const after = parseEnvFile(setEnvValues(text, new Map([[key, value]])));
        expect(envEntry(after, key)?.value).toBe(value);
        const others = (file: typeof before) =>
          envEntries(file)
            .filter((entry) => entry.name !== key)
            .map(({ name, raw, after }) => [name, raw, after.trimEnd()]);
        expect(others(after).slice(0, others(before).length)).toEqual(others(before));
      }),
    );
  });

  it("keeps comments, order and the line ends of Windows", () => {
    const text = "# mine\r\nexport A = 'old' # why\r\nB=2\r\n";
    expect(
      setEnvValues(
        text,
        new Map([
          ["A", "new"],
          ["C", "3"],
        ]),
      ),
    ).toBe("# mine\r\nexport A = new # why\r\nB=2\r\nC=3\r\n");
  });

  it("fills an empty value where it stands, and adds the final newline that was missing", () => {
    expect(
      setEnvValues(
        "A=\r\nB=2",
        new Map([
          ["A", "1"],
          ["C", "3"],
        ]),
      ),
    ).toBe("A=1\r\nB=2\r\nC=3\r\n");
  });

  it("changes the line that counts when a name stands there twice", () => {
    expect(setEnvValues("A=1\nA=2\n", new Map([["A", "3"]]))).toBe("A=1\nA=3\n");
  });

  it("does not let a value without quotes swallow the comment behind it", () => {
    expect(valueOf(setEnvValues("A='old'# why\n", new Map([["A", "new"]])))).toBe("new");
  });
});
