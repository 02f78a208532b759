import { vi } from "vitest";
import { runProgram } from "../../src/cli/program.ts";

vi.stubGlobal("STACK_VERSION", "0.0.0");

class Understood extends Error {}

/** What the real command line says of the words; empty where it understands them and would begin. */
export async function complaintOf(words: readonly string[]): Promise<string> {
  let said = "";
  try {
    await runProgram(words, {
      makeWorld: () => Promise.reject(new Understood()),
      print: () => {},
      complain: (text) => (said += text),
    });
  } catch (error) {
    if (!(error instanceof Understood)) throw error;
  }
  return said;
}
