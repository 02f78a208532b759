import type { Outcome } from "../core/events/outcome.ts";
import type { FoundManifest } from "../core/environment/find-manifest.ts";
import type { Read } from "../core/environment/problem.ts";
import type { World } from "../world/world.ts";
import type { Flags } from "./flags.ts";
import type { StartGuard } from "./start-guard.ts";

/** A command as it is typed, for what speaks of commands. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  /** Long flags, `--` included. */
  readonly flags: readonly string[];
}

/** What a command is given: the words after its name, and every flag, read and checked. */
export interface CommandContext {
  /** Its terminal masks every secret that is known. */
  readonly world: World;
  readonly words: readonly string[];
  readonly flags: Flags;
  /** As it was when the command began. */
  readonly manifest: Read<FoundManifest>;
  /** Every command there is, for what speaks of commands. */
  readonly commands: readonly CommandWords[];
  /** What other features know that must keep a start from beginning. */
  readonly startGuards: readonly StartGuard[];
  readonly redact: (text: string) => string;
  /** Writes a result unmasked: for the one secret that a person asked to see on a terminal. */
  readonly reveal: (text: string) => void;
  /** Masks these values too, from now on: secrets that were just made. */
  readonly learnSecrets: (values: readonly string[]) => void;
}

/** A recipe: it says what it has to say itself and returns how it ended. */
export type Command = (context: CommandContext) => Promise<Outcome>;
