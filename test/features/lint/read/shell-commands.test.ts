import { describe, expect, it } from "vitest";
import { programsIn } from "../../../../src/features/lint/read/programs-in.ts";
import { targetsIn } from "../../../../src/features/lint/read/targets-in.ts";
import { shellCommands } from "../../../../src/features/lint/read/shell-commands.ts";

describe("the commands of a shell line", () => {
  it.each([
    [
      "curl -f http://a || exit 1",
      [
        ["curl", "-f", "http://a"],
        ["exit", "1"],
      ],
    ],
    ["a 'b; c' \"d | e\"", [["a", "b; c", "d | e"]]],
    [
      "a 2>&1 | grep -q x",
      [
        ["a", "2>&1"],
        ["grep", "-q", "x"],
      ],
    ],
    [
      'P="$(cat /run/x)" redis-cli ping',
      [
        ["P=$()", "redis-cli", "ping"],
        ["cat", "/run/x"],
      ],
    ],
    ["a `b c` && (d; e)", [["a", "$()"], ["d"], ["e"], ["b", "c"]]],
    ["'never closed", [["never closed"]]],
    ["", []],
  ])("of %j", (line, commands) => {
    expect(shellCommands(line)).toEqual(commands);
  });
});

describe("the programs of a health check", () => {
  it.each([
    [["CMD", "pg_isready", "-U", "me"], ["pg_isready"]],
    [
      ["CMD-SHELL", "curl -f http://127.0.0.1/ || exit 1"],
      ["sh", "curl"],
    ],
    [
      ["CMD", "timeout", "5", "bash", "-c", "exec 3<>/dev/tcp/a/1 && grep -q x <&3"],
      ["timeout", "bash", "grep"],
    ],
    [
      ["CMD-SHELL", "test $(redis-cli ping) = PONG"],
      ["sh", "redis-cli"],
    ],
    [
      ["CMD-SHELL", "if ! wget -qO- http://a; then exit 1; fi"],
      ["sh", "wget"],
    ],
    [["CMD", "sh", "/opt/ready.sh"], ["sh"]],
    [
      ["CMD-SHELL", 'python3 -c "import os; os.getcwd()"'],
      ["sh", "python3"],
    ],
    [["NONE"], []],
  ])("%j", (test, programs) => {
    expect(programsIn(test)).toEqual(programs);
  });
});

describe("the addresses a health check asks", () => {
  it.each([
    ["curl -f http://localhost:8080/health?x=1", [{ host: "localhost", port: 8080, path: "/health" }]],
    ["wget https://127.0.0.1", [{ host: "127.0.0.1", port: 443, path: "/" }]],
    ["curl http://localhost:${PORT:-8080}/health", [{ host: "localhost", port: undefined, path: "/health" }]],
    ["pg_isready -h 127.0.0.1 -p 5433", [{ host: "127.0.0.1", port: 5433, path: undefined }]],
    ["pg_isready -U me", []],
    [
      "exec 3<>/dev/tcp/127.0.0.1/6333 && printf 'GET /readyz HTTP/1.0' >&3",
      [{ host: "127.0.0.1", port: 6333, path: "/readyz" }],
    ],
  ])("%j", (line, targets) => {
    expect(targetsIn(["CMD-SHELL", line])).toEqual(targets);
  });
});
