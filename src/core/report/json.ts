import type { Event } from "../events/event.ts";
import type { Terminal } from "../../world/terminal/terminal.ts";
import type { Renderer } from "./renderer.ts";

/** One JSON object a line on standard output, and nothing else; the first and the last say what they belong to. */
export function jsonRenderer(terminal: Pick<Terminal, "outDocument">): Renderer {
  let isFirst = true;
  return {
    handle: (event) => {
      terminal.outDocument(documentOf(event, isFirst || event.type === "result"));
      isFirst = false;
    },
    aside: (action) => action(),
    finish: () => {},
  };
}

function documentOf({ type, at, ...rest }: Event, isEdge: boolean): object {
  return { ...(isEdge ? { schema: 1, command: "up" } : {}), type, at, ...rest };
}
