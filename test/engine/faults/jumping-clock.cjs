// Loaded before the program (node --require): after JUMP_AFTER_MS its wall clock is JUMP_BY_MS ahead, or behind.
const { JUMP_AFTER_MS, JUMP_BY_MS } = process.env;
const RealDate = Date;
const now = () => RealDate.now() + (performance.now() >= Number(JUMP_AFTER_MS) ? Number(JUMP_BY_MS) : 0);

globalThis.Date = new Proxy(RealDate, {
  construct: (_target, given) =>
    given.length === 0 ? new RealDate(now()) : Reflect.construct(RealDate, given),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});
