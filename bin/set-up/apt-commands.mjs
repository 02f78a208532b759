const quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_SUSPEND=1", "apt-get", "-q", "-y"];
const patiently = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3"];
const keepingSettings = ["-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold"];

/**
 * An installation that was cut off, by kill -9 say, has to be ended before the next can begin; else this does nothing.
 *
 * @returns {readonly string[]}
 */
export function finishInstalling() {
  return [
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    "dpkg",
    "--configure",
    "-a",
    "--force-confdef",
    "--force-confold",
  ];
}

/** @returns {readonly string[]} */
export function aptUpdate() {
  return [...quietly, ...patiently, "update"];
}

/**
 * Never removes anything to make room for the engine.
 *
 * @param {readonly string[]} packages
 * @returns {readonly string[]}
 */
export function aptInstall(packages) {
  const options = [...patiently, ...keepingSettings, "--no-install-recommends", "--no-remove"];
  return [...quietly, ...options, "install", ...packages];
}

/**
 * The candidate version of a package in what `apt-cache policy` prints, undefined where there is none.
 *
 * @param {string} policy
 * @returns {string | undefined}
 */
export function candidateIn(policy) {
  const candidate = /^\s*Candidate: (\S+)/m.exec(policy)?.[1];
  return candidate === "(none)" ? undefined : candidate;
}
