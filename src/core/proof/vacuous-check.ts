/**
 * A health check that cannot fail proves nothing, so it counts as none. These are the shapes seen in the wild: a bare
 * success, and a look at what exists for as long as the container does.
 */
export function isVacuousCheck(test: readonly string[]): boolean {
  const [form, ...words] = test;
  const line = (form === "CMD-SHELL" ? (words[0] ?? "") : words.join(" ")).trim();
  const shell = /^(?:\/bin\/)?(?:ba|da|a)?sh -c (.*)$/u.exec(line);
  return alwaysTrue.some((pattern) =>
    pattern.test((shell?.[1] ?? line).replaceAll(/^["']|["']$/gu, "").trim()),
  );
}

const alwaysTrue: readonly RegExp[] = [
  /^$/u,
  /^(?:\/bin\/)?true$/u,
  /^:$/u,
  /^exit 0$/u,
  // one that writes to a port fails where nothing listens
  /^(?!.*\/dev\/(?:tcp|udp)\/)echo\b[^|&;]*$/u,
  /^(?:test|\[) -[efdrs] \/proc\/(?:1|self)\b[^|&;]*$/u,
  /^(?:ls|cat|stat) \/proc\/(?:1|self)\b[^|&;]*$/u,
  /(?:\|\||;) *(?:true|:|exit 0)$/u,
];
