import type { RefusedSubject } from "../../proof/state.ts";
import { commands } from "./commands.ts";
import type { Target } from "./commands.ts";

/** What the engine refused a service, by what its words are about. */
export interface Refusal {
  readonly subject: RefusedSubject;
  /** "" where the engine does not name it. */
  readonly name: string;
  readonly message: string;
}

/** Follows the service's name. */
export function whatWasRefused({ subject, name, message }: Refusal): string {
  const named = name === "" ? "" : ` ${name}`;
  switch (subject) {
    case "address":
      return `could not have its address${named} in a network: ${message}`;
    case "runtime":
      return `wants the runtime${named}, which the engine does not have (${message})`;
    case "log-driver":
      return `wants the log driver${named}, which the engine does not have (${message})`;
    case "device":
      return `wants the device${named}, which the engine cannot give it (${message})`;
    case "network":
      return `is to join the network${named}, which does not exist (${message})`;
    case "network-changed":
      return `is to join the network${named}, whose definition has changed while others are joined to it (${message})`;
    case "subnet":
      return `could not have its network: its addresses are another network's already (${message})`;
    case "container-name":
      return `could not have the name${named}: another container has it (${message})`;
    case "mount":
      return `mounts${named === "" ? " something" : named}, which does not exist on the engine's machine (${message})`;
    case "connection":
      return `could not be started: the engine broke off or could not be reached (${message})`;
    case "disk":
      return `could not be made: the disk of the engine's machine is full (${message})`;
  }
}

/** The one thing to do; one command of this program in backticks. */
export function wayAround({ subject, name: said }: Refusal, target: Target): string {
  // what the engine says is typed only where it is a name
  const name = /^[\w.-]+$/u.test(said) ? said : "";
  const again = `then \`${commands.up(target)}\``;
  switch (subject) {
    case "address":
      return `give it another address in its Compose file (ipv4_address), or none, ${again}`;
    case "runtime":
      return `register the runtime in /etc/docker/daemon.json and restart the engine, or take it out of its Compose file, ${again}`;
    case "log-driver":
      return `install its plugin (docker plugin install), or name another logging driver in its Compose file, ${again}`;
    case "device":
      return `plug it in or load its driver, or take it out of its Compose file (devices), ${again}`;
    case "network":
      return `${name === "" ? "make it" : `make it: docker network create ${name}`}, ${again}`;
    case "network-changed":
      return `take all down, which keeps the data, so that it can be made anew: \`${commands.down(target)}\`; then start again`;
    case "subnet":
      return `see whose with docker network ls; give its network another subnet in its Compose file, or remove what nobody needs, ${again}`;
    case "container-name":
      return `${name === "" ? "rename the other" : `rename the other: docker rename ${name} ${name}-before`}, ${again}`;
    case "connection":
      return `see that the engine answers: docker version, ${again}`;
    case "mount":
      return `make it there, or correct its Compose file (volumes), ${again}`;
    case "disk":
      return `make room: \`${commands.clean()}\` shows what of this stack nobody needs, docker system df the rest; then start again`;
  }
}
