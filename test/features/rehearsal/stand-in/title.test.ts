import { expect, test } from "vitest";
import { markOf, titleOf } from "../../../../src/features/rehearsal/stand-in/title.ts";

/** What is left of the shortest command line that a stand-in is started with. */
const room = 30;

test.each(["a", "image-provide", "image-provider", "image-provider-of-a-very-long-name"])(
  "what is compared of the title of %s is not cut off",
  (service) => {
    expect(titleOf("serving", service).slice(0, room)).toContain(markOf("serving", service));
  },
);

test("names that begin alike are told apart", () => {
  expect(markOf("serving", "image-provider-one")).not.toBe(markOf("serving", "image-provider-two"));
  expect(markOf("serving", "image-provider")).not.toBe(markOf("loading", "image-provider"));
});
