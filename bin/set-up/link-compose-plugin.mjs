import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ask } from "./run.mjs";

/**
 * A docker client from elsewhere may not look where the distribution puts its plugins: it always looks in the
 * user's own folder, so the plugin is linked there. Does nothing where `docker compose` answers.
 */
export async function linkComposePlugin() {
  if ((await ask(["docker", "compose", "version"])).code === 0) return;
  const plugin = pluginFolders.map((folder) => `${folder}/docker-compose`).find((path) => existsSync(path));
  const own = join(process.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker"), "cli-plugins");
  if (plugin === undefined || existsSync(join(own, "docker-compose"))) return;
  mkdirSync(own, { recursive: true });
  symlinkSync(plugin, join(own, "docker-compose"));
}

const pluginFolders = ["/usr/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins"];
