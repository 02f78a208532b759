/** Below Engine 25 there is no health-check `start_interval`; below Compose 2.24.4 no `!override`. */
export const minimumEngine = "25.0.0";
export const minimumCompose = "2.24.4";
/** What the dependencies ask for; below 20.5 the launcher itself could not lock anything. */
export const minimumNode = "20.19";
