/** Flags in commander's notation, with the help a person reads. A command names those it takes. */
export const flagDefinitions = {
  json: ["--json", "print JSON on standard output and nothing else there"],
  yes: ["-y, --yes", "answer every question with yes"],
  quiet: ["-q, --quiet", "print only problems and the result"],
  verbose: ["-v, --verbose", "print more, stack traces of bugs included"],
  color: ["--no-color", "print without colours"],
  cwd: ["--cwd <dir>", "work as if started in this folder"],
  gpu: ["--gpu <choice>", "auto, multi, single or none: which GPU layer to lay (default: by what is found)"],
  rehearse: ["--rehearse", "start with stand-ins in place of the images: no pull, no GPU, no model"],
  rehearseWith: [
    "--rehearse-with <faults>",
    "faults of stand-ins: vllm=load:20s,postgres=crash; also unhealthy, oom, hang",
  ],
  rehearseImage: [
    "--rehearse-image <image>",
    "a Node image to make the stand-ins from, where this host's Node cannot be used",
  ],
  profile: ["--profile <names>", "Compose profiles to switch on, separated by commas"],
  timeout: ["--timeout <duration>", "give up after that long: 90s, 5m"],
  only: ["--only <services>", "these services and what they depend on, separated by commas"],
  set: ["--set <KEY=VALUE>", "a variable that wins over the env file; may be given again"],
  file: ["-f, --file <compose file>", "one more Compose file, merged last; may be given again"],
  wait: ["--no-wait", "start everything, and do not wait until it is proven"],
  strict: ["--strict", "exit 4 when a service stays unproven"],
  ignore: ["--ignore <finding ids>", "let these failed checks be warnings, separated by commas"],
  pull: ["--pull <policy>", "missing, always or never (default: missing)"],
  build: ["--build", "build images even where they exist"],
  junit: ["--junit <file>", "write the result as JUnit XML"],
  timeline: ["--timeline <file.html>", "write a Gantt chart of the start"],
  follow: ["-f, --follow", "go on printing what is logged"],
  timestamps: ["-t, --timestamps", "each line with its time"],
  since: ["--since <duration>", "only what was logged in the last: 10m, 2h"],
  tail: ["--tail <lines>", "only the last lines of each service"],
  fix: ["--fix", "apply the safe fixes, after showing them"],
  deep: ["--deep", "also start a container that must see the GPUs"],
  report: ["--report", "write one redacted file for a bug report"],
  all: ["--all", "every environment of this manifest"],
  volumes: ["--volumes", "also its data, after a backup"],
  backup: ["--no-backup", "do not back data up before it is removed"],
  dryRun: ["--dry-run", "show what would be done, and do nothing"],
  leftovers: [
    "--leftovers <choice>",
    "keep, adopt or remove what an earlier installation left (default: ask; keep)",
  ],
  show: ["--show <name>", "print one secret's value, on a terminal, after asking"],
  out: ["--out <file>", "export: where to (default: <environment>.age)"],
  passphraseFile: ["--passphrase-file <file>", "export, import: its first line opens the export"],
  html: ["--html <file>", "write it as one self-contained page"],
  against: ["--against <environment>", "the environment to test"],
  serve: ["--serve", "keep the report's server running"],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

export type FlagName = keyof typeof flagDefinitions;

/** May be given more than once. */
export const repeatable: ReadonlySet<string> = new Set<FlagName>(["set", "file"]);
