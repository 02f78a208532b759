/** What a container's exit code says by convention; empty where it says nothing beyond "failed". */
export function exitCodeMeaning(exitCode: number): string {
  const meaning = meanings[exitCode];
  return meaning === undefined ? "" : ` (${meaning})`;
}

const meanings: Readonly<Record<number, string>> = {
  0: "without an error, but it should have kept running",
  126: "its command is not executable",
  127: "its command was not found",
  132: "illegal instruction: the image is built for another processor",
  134: "it aborted",
  137: "killed by SIGKILL",
  139: "it crashed with a segmentation fault",
  143: "ended by SIGTERM",
};
