import { expect, test } from "vitest";
import { composeRemarks } from "../../../src/core/environment/compose-remarks.ts";
import { layerOf } from "../plan/layer-of.ts";

const unset = (name: string) =>
  `time="2026-01-01T00:00:00Z" level=warning msg="The \\"${name}\\" variable is not set. Defaulting to a blank string."\n`;

test("each variable that is empty is named once", async () => {
  const layer = await layerOf("services: { web: { image: 'x:${TAG}', command: $MODE } }\n");
  const said = composeRemarks(unset("TAG") + unset("MODE") + unset("TAG"), [layer]);
  expect(said).toMatchObject({ unset: ["TAG", "MODE"], remarks: [] });
});

test("a name that stands in no file is a part of some value, and not told", async () => {
  const layer = await layerOf("services: { web: { image: hunter2hunter2 } }\n");
  const said = composeRemarks(unset("hunter2hunter2"), [layer]);
  expect(said.unset).toEqual([]);
  expect(said.remarks).toEqual([expect.stringContaining("$$")]);
  expect(JSON.stringify(said.remarks)).not.toContain("hunter2");
  expect(said.inValues).toEqual(["hunter2hunter2"]);
});

test("what lint tells better is left to it, and the rest is kept", () => {
  const other = 'time="x" level=warning msg="network \\"front\\": odd"\n';
  const obsolete = 'time="x" level=warning msg="/srv/compose.yaml: `version` is obsolete"\n';
  expect(composeRemarks(`${obsolete}${other}plain text\n`, [])).toEqual({
    inValues: [],
    unset: [],
    remarks: ['network "front": odd'],
  });
});
