#!/usr/bin/env node
// Bundles src/main.ts into dist/, where bin/stack.js finds it: one start of the program then reads few files, and what
// a command does not need stays in chunks of its own. Runs as `npm run build` and, after `npm ci`, as `prepare`.
import { bundle } from "./development/bundle.mjs";

const told = await bundle();
(told.built ? console.log : console.error)(told.line);
process.exitCode = told.built ? 0 : 1;
