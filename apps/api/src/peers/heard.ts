// Whether the other side of a socket is still there: it answers pings, or is taken for gone.
import type { Clock } from '@portolan/core/resource/clock.ts';
import type { WebSocket } from 'ws';

export class Heard {
  private readonly socket: WebSocket;
  private readonly clock: Clock;
  private readonly pingMs: number;
  private lastMs: number;
  private pingedMs: number;

  constructor(socket: WebSocket, clock: Clock, pingMs: number) {
    this.socket = socket;
    this.clock = clock;
    this.pingMs = pingMs;
    this.lastMs = clock.monotonic();
    this.pingedMs = this.lastMs;
    const heard = () => {
      this.lastMs = this.clock.monotonic();
    };
    socket.on('pong', heard);
    socket.on('ping', heard);
    socket.on('message', heard);
  }

  /** To be called about once a second. */
  check(): void {
    const now = this.clock.monotonic();
    if (now - this.lastMs > 2 * this.pingMs) this.socket.terminate();
    else if (now - this.pingedMs >= this.pingMs && this.socket.readyState === this.socket.OPEN) {
      this.pingedMs = now;
      this.socket.ping();
    }
  }
}
