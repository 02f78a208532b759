#!/usr/bin/env node
// A Node that is too old would end in a stack trace, or, before 20.5, take all its locks for one: so it is told before
// anything is loaded. The same version as in package.json.
const oldest = [20, 19];
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(
    `stack needs Node ${oldest.join(".")} or newer, and this is ${process.versions.node}\n  next: https://nodejs.org/en/download\n`,
  );
  process.exitCode = 3;
} else {
  await import("../dist/main.js");
}
