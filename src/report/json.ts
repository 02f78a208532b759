import type { Event } from "../launch/event.ts";
import type { Terminal } from "../world/terminal.ts";
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
  return printable(JSON.stringify({ ...(isEdge ? { schema: 1, command: "up" } : {}), type, at, ...rest }));
}

/** JSON lets the upper control characters through as they are; a terminal acts on some of them. */
function printable(json: string): string {
  return json.replaceAll(
    /[\u007f-\u009f]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
