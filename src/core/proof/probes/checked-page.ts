/** A page that a health check asks for, inside its container. */
export interface CheckedPage {
  readonly port: number;
  readonly path: string;
}

/** The page in a health check's command, where it names one of its own machine: `curl -f http://localhost:80/health`. */
export function checkedPage(command: readonly string[]): CheckedPage | undefined {
  const found = ownPage.exec(command.join(" "));
  return found === null ? undefined : { port: Number(found[1] ?? 80), path: found[2] ?? "/" };
}

/** Without what a shell or a program still has to fill in. */
const ownPage =
  /http:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(\/[\w./?=&%~+-]*)?(?=["'\s)]|$)/u;
