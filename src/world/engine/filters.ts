import { composeLabels } from "../compose/labels.ts";
/** The query that keeps what belongs to one Compose project. */
export function filtersFor(project: string | undefined, type?: string): Readonly<Record<string, string>> {
  const filters = {
    ...(project === undefined ? {} : { label: [`${composeLabels.project}=${project}`] }),
    ...(type === undefined ? {} : { type: [type] }),
  };
  return { filters: JSON.stringify(filters) };
}
