/** The query that keeps what belongs to one Compose project. */
export function filtersFor(project: string | undefined, type?: string): Readonly<Record<string, string>> {
  const filters = {
    ...(project === undefined ? {} : { label: [`com.docker.compose.project=${project}`] }),
    ...(type === undefined ? {} : { type: [type] }),
  };
  return { filters: JSON.stringify(filters) };
}
