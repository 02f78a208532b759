import type { Audience, Renderer } from "./renderer.ts";
import { jsonRenderer } from "./json.ts";
import { liveRenderer } from "./live/live.ts";
import { plainRenderer } from "./plain.ts";
import { quietRenderer } from "./quiet.ts";

export interface RendererChoice {
  readonly world: Audience;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly noColor: boolean;
}

/** JSON for programs, silence where asked for, a live view on a terminal, plain lines everywhere else. */
export function chooseRenderer(choice: RendererChoice): Renderer {
  if (choice.json) return jsonRenderer(choice.world.terminal);
  if (choice.quiet) return quietRenderer(choice);
  return canRepaint(choice.world) ? liveRenderer(choice) : plainRenderer(choice);
}

function canRepaint({ terminal, machine }: Audience): boolean {
  const { CI, TERM } = machine.environment;
  const isCi = CI !== undefined && CI !== "" && CI !== "false" && CI !== "0";
  return terminal.errIsTerminal && !isCi && TERM !== "dumb";
}
