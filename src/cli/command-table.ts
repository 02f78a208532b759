import type { Command } from "../command/command.ts";
import type { FlagName } from "./flag-definitions.ts";

export interface CommandRow {
  /** Name and arguments in commander's notation. */
  readonly usage: string;
  readonly summary: string;
  readonly flags: readonly FlagName[];
  readonly examples: readonly string[];
  /** Loaded when it is called: no command pays for another's packages. */
  readonly load: () => Promise<Command>;
}

const select: readonly FlagName[] = ["gpu", "rehearse", "profile", "set", "file"];
const plan: readonly FlagName[] = [...select, "rehearseWith", "rehearseImage", "timeout", "only"];

/** Every command: one line of this table and one folder under `features/`. */
export const commandTable: readonly CommandRow[] = [
  {
    usage: "up <environment>",
    summary: "check, generate secrets, start, and wait until every service is proven ready",
    flags: [...plan, "wait", "strict", "ignore", "pull", "build", "junit", "timeline", "against", "serve"],
    examples: ["stack up dev", "stack up dev --rehearse", "stack up prod --gpu single --timeout 30m"],
    load: async () => (await import("./up.ts")).up,
  },
  {
    usage: "plan <environment>",
    summary:
      "show everything `up` would do, without doing it; needs no running engine, and asks one that answers",
    flags: plan,
    examples: ["stack plan dev", "stack plan prod --gpu multi --json"],
    load: async () => (await import("../features/plan/command.ts")).plan,
  },
  {
    usage: "doctor [environment]",
    summary: "check this machine, and say what to do about what is wrong",
    flags: [...select, "only", "fix", "deep", "junit", "report"],
    examples: ["stack doctor", "stack doctor dev --json"],
    load: async () => (await import("../features/doctor/command.ts")).doctor,
  },
  {
    usage: "down [environment]",
    summary: "stop in order, gracefully; data stays",
    flags: ["rehearse", "timeout", "all"],
    examples: ["stack down dev"],
    load: async () => (await import("../features/down/command.ts")).down,
  },
  {
    usage: "reset <environment>",
    summary: "remove its containers and networks and, with --volumes, its data, after a backup",
    flags: ["rehearse", "volumes", "backup", "dryRun"],
    examples: ["stack reset dev --dry-run", "stack reset dev --volumes"],
    load: async () => (await import("../features/reset/command.ts")).reset,
  },
  {
    usage: "first-run",
    summary: "a new box, from nothing to a running development; can be interrupted and run again",
    flags: ["leftovers"],
    examples: ["stack first-run", "stack first-run --yes --leftovers keep"],
    load: async () => (await import("../features/first-run/command.ts")).firstRun,
  },
  {
    usage: "clean",
    summary: "show what of this stack can be reclaimed, and on confirmation reclaim it",
    flags: ["backup", "dryRun"],
    examples: ["stack clean --dry-run", "stack clean"],
    load: async () => (await import("../features/clean/command.ts")).clean,
  },
  {
    usage: "backup <environment>",
    summary: "save every data store, read back and with checksums",
    flags: [],
    examples: ["stack backup dev"],
    load: async () => (await import("../features/backup/command.ts")).backup,
  },
  {
    usage: "restore <environment> <backup>",
    summary: "put a backup in the place of what the stores hold, and prove it",
    flags: ["backup", "dryRun"],
    examples: ["stack restore dev latest", "stack restore dev 2026-11-21T10-00-00Z --dry-run"],
    load: async () => (await import("../features/backup/restore/command.ts")).restore,
  },
  {
    usage: "status [environment]",
    summary: "show each service: proven state, ports, URL, restarts, memory",
    flags: ["rehearse"],
    examples: ["stack status", "stack status dev --json"],
    load: async () => (await import("../features/status/command.ts")).status,
  },
  {
    usage: "logs <environment> [services...]",
    summary: "show what the services log, secrets redacted",
    flags: ["rehearse", "follow", "timestamps", "since", "tail"],
    examples: ["stack logs dev -f", "stack logs dev vllm --tail 100"],
    load: async () => (await import("../features/logs/command.ts")).logs,
  },
  {
    usage: "secrets <action> <environment> [names...]",
    summary: "generate, list, check, rotate, export or import an environment's secrets; never shows a value",
    flags: [...select, "timeout", "show", "out", "passphraseFile"],
    examples: [
      "stack secrets list dev",
      "stack secrets check dev --json",
      "stack secrets rotate dev POSTGRES_PASSWORD",
      "stack secrets export dev --out box.age",
      "stack secrets import dev box.age",
    ],
    load: async () => (await import("../features/secrets/command.ts")).secrets,
  },
  {
    usage: "gpu",
    summary: "show the GPUs, how they are linked, and which layer that selects",
    flags: ["gpu"],
    examples: ["stack gpu", "stack gpu --json"],
    load: async () => (await import("../features/gpu/command.ts")).gpu,
  },
  {
    usage: "timeline <environment>",
    summary: "show the last start as a Gantt chart",
    flags: ["rehearse", "html"],
    examples: ["stack timeline dev", "stack timeline dev --html start.html"],
    load: async () => (await import("../features/timeline/command.ts")).timeline,
  },
  {
    usage: "lint [environment]",
    summary: "show the defects of layers and manifest that can be seen in files; exits 2 when there is one",
    flags: [],
    examples: ["stack lint", "stack lint prod --json"],
    load: async () => (await import("../features/lint/command.ts")).lint,
  },
  {
    usage: "init [folder]",
    summary: "write the smallest stack.yaml for a folder's own Compose files; starts nothing",
    flags: [],
    examples: ["stack init", "stack init server --yes"],
    load: async () => (await import("../features/init/command.ts")).init,
  },
  {
    usage: "compose <environment> [args...]",
    summary: "run `docker compose` with exactly this environment's project, files and env file",
    flags: [...select],
    examples: ["stack compose dev -- exec postgres psql -U multimodal", "stack compose dev -- config"],
    load: async () => (await import("../features/compose/command.ts")).compose,
  },
  {
    usage: "completion <shell>",
    summary: "print a completion script for bash, zsh or fish",
    flags: [],
    examples: [
      "source <(stack completion bash)",
      "stack completion fish > ~/.config/fish/completions/stack.fish",
    ],
    load: async () => (await import("../features/completion/command.ts")).completion,
  },
];
