import type { FindingDocumentation } from "./finding-documentation.ts";

/** What can be found of an environment's secrets. */
export const secretFindingIds = {
  "secrets.ready": { meaning: "the secrets are there and well", fix: "" },
  "secrets.missing": {
    meaning: "secrets have no value yet; a start generates them",
    fix: "stack secrets generate, or stack doctor --fix",
  },
  "secrets.weak": { meaning: "a secret is easy to guess", fix: "rotate it" },
  "secrets.placeholder": {
    meaning: "a secret has a value that everybody knows; in production nothing starts with it",
    fix: "empty it and generate it",
  },
  "secrets.prefix": { meaning: "a secret lacks the prefix its service wants", fix: "write one with it" },
  "secrets.duplicated": { meaning: "two environments share a secret", fix: "rotate it in one of them" },
  "secrets.quoting": {
    meaning: "Compose would read another value than the env file seems to have",
    fix: "put it in single quotes",
  },
  "secrets.unreadable-line": {
    meaning: "a line of the env file cannot be understood",
    fix: "edit the line that is named",
  },
  "secrets.unreadable-file": { meaning: "a file with secrets cannot be read", fix: "chown it" },
  "secrets.two-values": {
    meaning: "a secret has one value in the env file and another in its own file",
    fix: "make both say the same",
  },
  "secrets.world-readable": { meaning: "others of this machine may read secrets", fix: "chmod" },
  "secrets.in-git": { meaning: "secrets are committed to git", fix: "git rm --cached, then rotate them" },
  "secrets.not-ignored": { meaning: "git would take the env file along", fix: "add it to .gitignore" },
  "secrets.drift": {
    meaning: "a volume was initialised with another password than the files have now",
    fix: "put the old value back from the backup, or stack secrets rotate",
  },
  "secrets.immutable-changed": {
    meaning: "a secret that data is encrypted with is not what it was",
    fix: "put the old value back",
  },
  "secrets.certificate": {
    meaning: "a certificate is about to expire, or is not one",
    fix: "stack secrets rotate",
  },
  "secrets.not-generated": { meaning: "a secret could not be made", fix: "correct its entry in stack.yaml" },
  "secrets.not-rotatable": { meaning: "a secret cannot be rotated; the reason is given", fix: "" },
  "secrets.rotation-unfinished": {
    meaning: "a rotation was cut off",
    fix: "stack secrets rotate finishes or undoes it",
  },
  "secrets.not-written": { meaning: "a file with secrets could not be written", fix: "make room, or chown" },
} as const satisfies Record<string, FindingDocumentation>;
