/** What a Compose file declares under `x-stack: probe`: readiness beyond the health check. */
export type DeclaredProbe =
  | { readonly kind: "tcp"; readonly port: number }
  | {
      readonly kind: "http";
      readonly port: number;
      readonly path: string;
      readonly contains: string | undefined;
    }
  | { readonly kind: "exec"; readonly command: readonly string[] };
