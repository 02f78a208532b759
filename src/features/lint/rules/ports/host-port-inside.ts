import { publishedVariables, portSides } from "../../read/published-variables.ts";
import type { Rule } from "../../rule.ts";
import type { YamlText } from "../../../../core/environment/yaml-source.ts";
import { variablesIn } from "../../read/variables-in.ts";

/** A port of the host can be moved; what listens inside stays where it is, and so must everything that asks it. */
export const hostPortInside: Rule = {
  id: "port.host-variable-inside",
  meaning: "a variable that moves a port of the host is used inside a container, where nothing moves with it",
  fix: "write the container's own port there, as a number",
  reads: "files",
  about: "environment",
  check: ({ layers }) => {
    const published = publishedVariables(layers);
    return layers.flatMap(({ file, source }) =>
      source.texts().flatMap((written) =>
        variablesIn(insideText(written))
          .filter(({ name }) => published.has(name))
          .map(({ name }) => ({
            file,
            line: written.line,
            service: written.path[1] ?? null,
            message: `${name} is a port of the host, and is used inside the container (${written.path.slice(2).join(".")})`,
            fix: `write the container's own port in place of \${${name}}`,
          })),
      ),
    );
  },
};

/** The part of a text that a container sees. */
function insideText({ path, text }: YamlText): string {
  const [top, , key, , side] = path;
  if (top !== "services") return "";
  if (key === "ports") {
    if (path.length === 4) return portSides(text).container;
    return side === "target" ? text : "";
  }
  return ["command", "entrypoint", "environment", "expose", "healthcheck"].includes(key ?? "") ? text : "";
}
