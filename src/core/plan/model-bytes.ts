/**
 * About what a model takes on disk, told by its name: `Qwen3-32B-AWQ` has 32 billion weights of half a byte each, and
 * a tenth more for what is kept whole. Undefined where the name does not say how many there are.
 */
export function modelBytes(name: string): number | undefined {
  const billions = /(?:^|[-_/])(\d+(?:\.\d+)?)b(?:[-_.]|$)/iu.exec(name)?.[1];
  return billions === undefined ? undefined : Math.round(Number(billions) * 1e9 * bytesPerWeight(name) * 1.1);
}

function bytesPerWeight(name: string): number {
  if (/awq|gptq|int4|4bit|nf4|q4|w4a16|fp4/iu.test(name)) return 0.5;
  return /fp8|int8|8bit|q8|w8a8|w8a16/iu.test(name) ? 1 : 2;
}
