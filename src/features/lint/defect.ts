/** Something wrong in a layer, the manifest or an env file, and where. */
export interface Defect {
  readonly id: string;
  readonly file: string;
  readonly line: number | null;
  readonly service: string | null;
  readonly message: string;
  readonly fix: string;
}

/** What a rule finds; the rule's own id is added to it. */
export type Found = Omit<Defect, "id">;

export type Place = Pick<Defect, "file" | "line">;
