export interface Network {
  /**
   * Connects, and tells what came of it. `open` means the connection was still there after `settleMs`: a published
   * port accepts at once and then resets when nothing listens behind it.
   */
  connect(request: ConnectRequest): Promise<ConnectAnswer>;
  get(request: HttpRequest): Promise<HttpAnswer>;
  /** Whether this machine could listen there now; found by listening. */
  tryListen(address: string, port: number): Promise<ListenAnswer>;
  /** Whether this machine has a network interface of that name: `eth0`, `br-0a1b2c3d4e5f`. */
  hasInterface(name: string): boolean;
  /** Who listens on a port, as far as this user may know; empty where nobody does or the system does not tell. */
  portHolders(port: number, protocol: "tcp" | "udp"): Promise<readonly PortHolder[]>;
}

export interface PortHolder {
  /** As written in the system's table: `127.0.0.1`, `0.0.0.0`, `::`. */
  readonly address: string;
  readonly userId: number;
  /** Undefined when the process belongs to someone else and this user is not root. */
  readonly process: PortProcess | undefined;
}

interface PortProcess {
  readonly id: number;
  readonly command: string;
  /** The container it runs in, by its control group. */
  readonly containerId?: string;
}

export interface ConnectRequest {
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly settleMs: number;
  readonly signal: AbortSignal;
}

export type ConnectAnswer = "open" | "refused" | "reset" | "unreachable" | "timed-out" | "aborted";

export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type HttpAnswer =
  /** `isCut`: there was more of the body than is read. */
  | { readonly kind: "answered"; readonly status: number; readonly body: string; readonly isCut?: true }
  /** `untrusted`: a public host, and nobody this machine trusts vouches for its certificate. */
  | { readonly kind: "failed"; readonly reason: ConnectAnswer | "not-http" | "untrusted" };

export type ListenAnswer = "free" | "in-use" | "not-permitted" | "no-such-address";
