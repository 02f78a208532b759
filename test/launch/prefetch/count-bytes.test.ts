import { describe, expect, it } from "vitest";
import { readUsage } from "../../../src/launch/prefetch/count-bytes.ts";

describe("what du says", () => {
  it("counts kibibytes, also where a file vanished meanwhile", () => {
    expect(readUsage({ exitCode: 0, stdout: "12\t/root/.cache/hub\n" })).toBe(12_288);
    expect(readUsage({ exitCode: 1, stdout: "12\t/root/.cache/hub\n" })).toBe(12_288);
  });

  it("is nothing for a folder that is not there yet", () => {
    expect(readUsage({ exitCode: 1, stdout: "" })).toBe(0);
  });

  it("is not known where its container ended before it could say", () => {
    expect(readUsage({ exitCode: 137, stdout: "" })).toBeUndefined();
    expect(readUsage({ exitCode: 0, stdout: "" })).toBeUndefined();
  });

  it("is not known where the image has no du", () => {
    expect(readUsage({ exitCode: 127, stdout: "" })).toBeUndefined();
    expect(
      readUsage({ exitCode: 126, stdout: 'exec: "du": executable file not found in $PATH' }),
    ).toBeUndefined();
  });
});
