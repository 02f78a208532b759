/** How to turn to an engine of the user's own that is there but not the one in use. */
export function socketAdvice(observation: { readonly ownSocket: string | undefined }): string | undefined {
  return observation.ownSocket === undefined
    ? undefined
    : `an engine of your own listens at ${observation.ownSocket}: export DOCKER_HOST=unix://${observation.ownSocket}`;
}
