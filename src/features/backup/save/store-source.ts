/** A store's container, and the folder that its backup goes to. */
export interface StoreSource {
  readonly service: string;
  readonly containerId: string;
  readonly folder: string;
}
