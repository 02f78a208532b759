/**
 * Words that this program itself says: a secret that equals one is masked where somebody else may have put it (a log
 * line, a field of a document), and not in our own sentences, which would lose their sense and point to it.
 */
export const ownWords: ReadonlySet<string> = new Set(
  (
    "ready completed unproven degraded failed skipped starting started stopped running healthy unhealthy restarting " +
    "restarted exited created recreated removed paused waiting pulled present pending checks check preflight plan " +
    "secret secrets password token service services image images model models network networks volume volumes " +
    "container containers docker compose stack engine project environment state name time port ports host memory disk " +
    "backup restore reset status doctor logs true false null none default error warning local localhost"
  ).split(" "),
);
