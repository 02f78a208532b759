import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface FakeDocker {
  /** Undefined: there is no `docker compose`, as with a bare docker client. */
  readonly composeVersion?: string | undefined;
  /** What `docker compose config` answers. */
  readonly config?: string;
  /** Instead: it never answers. The file `asked` in the folder says that it was asked. */
  readonly configHangs?: boolean;
  /** Instead: its complaint, and exit code 15, as Compose ends for files it does not accept. */
  readonly configComplaint?: string;
}

/** A folder for PATH with a `docker` of which every answer is known; anything else it refuses, as without an engine. */
export async function fakeDocker(answers: FakeDocker = { composeVersion: "2.40.3" }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stack-fake-docker-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  await writeFile(join(folder, "config.json"), answers.config ?? defaultConfig);
  await writeFile(join(folder, "complaint"), answers.configComplaint ?? "");
  await writeFile(join(folder, "docker"), script(answers), { mode: 0o755 });
  return folder;
}

function script({ composeVersion, configComplaint, configHangs = false }: FakeDocker): string {
  const here = '"$(/usr/bin/dirname "$0")"';
  const noCompose = `echo "docker: 'compose' is not a docker command." >&2; exit 1`;
  const answer =
    configComplaint === undefined
      ? `/bin/cat ${here}/config.json; exit 0`
      : `/bin/cat ${here}/complaint >&2; exit 15`;
  const config = configHangs ? `: > ${here}/asked; exec /bin/sleep 60` : answer;
  return `#!/bin/sh
case "$*" in
  "compose version"*) ${composeVersion === undefined ? noCompose : `echo ${composeVersion}; exit 0`} ;;
  compose*" config"*) ${composeVersion === undefined ? noCompose : config} ;;
esac
echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2
exit 1
`;
}

const defaultConfig = JSON.stringify({
  name: "bad-input-demo",
  services: { page: { image: "example/page:1", networks: { default: null } } },
  networks: { default: { name: "bad-input-demo_default" } },
});
