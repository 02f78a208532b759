import { expect, test } from "vitest";
import { modelSecrets } from "../../../src/core/plan/model-secrets.ts";
import { preparedFrom } from "./prepared-from.ts";

test("what a service's own env file brings is a secret by its name; what the files say openly is none", async () => {
  const { loaded } = await preparedFrom({
    services: {
      api: {
        image: "api:1",
        environment: {
          API_KEY: "from-its-own-env-file",
          DB_PASSWORD: "written-in-the-files",
          MODE: "from-its-own-env-file-too",
          SHORT_TOKEN: "short",
        },
      },
    },
    layers: ["services: { api: { environment: { DB_PASSWORD: written-in-the-files } } }"],
  });
  expect(modelSecrets(loaded)).toEqual(["from-its-own-env-file"]);
});
