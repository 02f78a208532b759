import type { Audience } from "../renderer.ts";
import { colourLevel, type ColourLevel } from "./colour.ts";
import { symbolsFor, type Symbols } from "./symbols.ts";

/** All a pure view needs to know of the terminal it is for. */
export interface Style {
  /** Columns; Infinity where lines are not for a terminal (a pipe, a file, a CI log). */
  readonly width: number;
  readonly symbols: Symbols;
}

/** For a view that stands in a limited number of rows. */
export interface LiveStyle extends Style {
  readonly rows: number;
}

export interface StreamStyle extends Style {
  readonly colour: ColourLevel;
}

/** Columns, symbols and colours of standard output or standard error as they are now. */
export function styleOf(world: Audience, stream: "out" | "err", noColor: boolean): StreamStyle {
  const { terminal, machine } = world;
  const isTerminal = stream === "out" ? terminal.outIsTerminal : terminal.errIsTerminal;
  return {
    width: isTerminal ? Math.max(20, terminal.columns()) : Number.POSITIVE_INFINITY,
    symbols: symbolsFor(machine.environment),
    colour: colourLevel({ noColor, isTerminal, environment: machine.environment }),
  };
}
