import type { Event } from "../launch/event.ts";
import type { Terminal } from "../world/terminal.ts";
import { printableJson } from "./printable-json.ts";
import type { Renderer } from "./renderer.ts";

/** One JSON object a line on standard output, and nothing else; the first and the last say what they belong to. */
export function jsonRenderer(terminal: Pick<Terminal, "out">): Renderer {
  let isFirst = true;
  return {
    handle: (event) => {
      terminal.out(`${jsonLine(event, isFirst || event.type === "result")}\n`);
      isFirst = false;
    },
    aside: (action) => action(),
    finish: () => {},
  };
}

function jsonLine(event: Event, isEdge: boolean): string {
  const { type, at, ...rest } = event;
  return printableJson(
    JSON.stringify({ ...(isEdge ? { schema: 1, command: "up" } : {}), type, at, ...rest }),
  );
}
