import { describe, expect, it } from "vitest";
import { loadHtml } from "../../../src/features/test-run/load-html.ts";

const figures = { requests: 120, errors: 3, p50Ms: 12, p95Ms: 840, p99Ms: 15_200 };

describe("the page of a load test", () => {
  const page = loadHtml("Load test of <dev>", { ...figures, routes: [{ route: "chat & co", ...figures }] });

  it("has each route with its figures, and all of them together", () => {
    const cells = "<td>120</td><td>3</td><td>12 ms</td><td>0.8 s</td><td>15.2 s</td>";
    expect(page).toContain(`<tr><td>chat &amp; co</td>${cells}</tr>`);
    expect(page).toContain(`<tr><td>all</td>${cells}</tr>`);
  });

  it("escapes what others named, and needs nothing from outside", () => {
    expect(page).toContain("<title>Load test of &lt;dev&gt;</title>");
    expect(page).not.toMatch(/https?:|<script/u);
  });
});
