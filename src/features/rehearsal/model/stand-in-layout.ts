/** Where things lie inside the stand-in's image: the rehearsal refers to them, and the image is made so. */
export const standInLayout = {
  root: "/stand-in",
  serve: "/stand-in/serve",
  /** The check of a service whose image is unknown. */
  answering: "/stand-in/answering",
  orders: "STACK_STAND_IN",
} as const;

/** A folder with one tool: a container sees those on its PATH, and no others. */
export function toolFolder(tool: string): string {
  return `${standInLayout.root}/tools/${tool}`;
}

/** A folder with the everyday programs of a base system. */
export function baseFolder(base: string): string {
  return `${standInLayout.root}/base/${base}`;
}
