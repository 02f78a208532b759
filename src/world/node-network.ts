import { connectAndSettle } from "./connect.ts";
import { httpGet } from "./http-get.ts";
import type { Network } from "./network.ts";
import { portHolders } from "./port-holder.ts";
import { tryListen } from "./try-listen.ts";

export const nodeNetwork: Network = { connect: connectAndSettle, get: httpGet, tryListen, portHolders };
