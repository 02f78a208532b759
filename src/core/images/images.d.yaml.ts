import type { z } from "zod";
import type { imageTable } from "./image-facts.ts";

type Table = z.infer<typeof imageTable>;

// That the file keeps to its form is tested: it comes along as values, and is not judged anew at each start.
export declare const programs: Table["programs"];
export declare const bases: Table["bases"];
export declare const images: Table["images"];
