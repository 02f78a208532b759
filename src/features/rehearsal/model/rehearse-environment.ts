import { baseTools, knownImages, toolsOf } from "../../../core/images/known-images.ts";
import type { ImageFacts } from "../../../core/images/image-facts.ts";
import type { Performance } from "../stand-in/performance.ts";
import type { StandInSource, RewrittenPart } from "./stand-in-source.ts";
import { baseFolder, standInLayout, toolFolder } from "./stand-in-layout.ts";

/** Variables that would reach the stand-in's own programs and change them. */
const meantForTheRealOne = new Set([
  "NODE_OPTIONS",
  "NODE_PATH",
  "LD_PRELOAD",
  "LD_LIBRARY_PATH",
  "BASH_ENV",
  "ENV",
]);

/** The service's own variables, its orders, and a PATH with exactly the programs its image has. */
export function rehearseEnvironment(
  { service, written, facts }: StandInSource,
  orders: Performance,
): RewrittenPart {
  const declared = Object.entries(written.environment ?? {});
  const kept = declared.filter(([name]) => name !== "PATH" && !meantForTheRealOne.has(name));
  const dropped = declared.filter(([name]) => meantForTheRealOne.has(name));
  const why = "it would change the stand-in's own programs";
  return {
    written: {
      environment: {
        ...Object.fromEntries(kept),
        PATH: rehearsePath(facts),
        [standInLayout.orders]: doubled(JSON.stringify(orders)),
      },
    },
    dropped: dropped.map(([name]) => ({ service: service.name, what: `variable ${name}`, why })),
  };
}

/** The folders with the programs of an image; of an unknown one, with all there are. */
export function rehearsePath(facts: ImageFacts | undefined): string {
  return (facts === undefined ? everything() : folders(facts)).join(":");
}

function folders({ base, tools }: ImageFacts): readonly string[] {
  const lone = tools.filter((tool) => !tool.includes("/") && !baseTools(base).includes(tool));
  return [...lone.map(toolFolder), ...(base === "none" ? [] : [baseFolder(base)])];
}

/** What an unknown image has is unknown: its stand-in has it all, and is not judged by it. */
function everything(): readonly string[] {
  const tools = knownImages.flatMap(toolsOf).filter((tool) => !tool.includes("/"));
  return [
    ...[...new Set(tools)].filter((tool) => !baseTools("debian").includes(tool)).map(toolFolder),
    baseFolder("debian"),
  ];
}

/** Compose reads `$` in its files as the start of a variable. */
function doubled(text: string): string {
  return text.replaceAll("$", "$$$$");
}
