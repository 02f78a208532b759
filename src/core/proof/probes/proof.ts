import type { ContainerDetail } from "../../../world/engine/container.ts";
import type { World } from "../../../world/world.ts";

export interface ProofTarget {
  readonly world: World;
  readonly detail: ContainerDetail;
  /** An address of the container that this machine can reach; undefined when it cannot. */
  readonly address: string | undefined;
  readonly signal: AbortSignal;
}

export type ProofAnswer =
  /** `by`: which of several answered, where more than one was asked. */
  | { readonly kind: "yes"; readonly by?: string }
  | { readonly kind: "no"; readonly output: string; readonly exitCode: number | undefined }
  /** This way of asking cannot work here (no `cat` in the image, no such address): not the service's fault. */
  | { readonly kind: "cannot-ask"; readonly why: string };
