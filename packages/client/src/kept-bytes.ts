// Bytes that were sent and may have to be sent again, by their position from the beginning: those that the other side has
// confirmed are let go, and those for which there is no room.
export interface Piece {
  readonly channel: number;
  readonly data: Uint8Array;
}

interface KeptPiece extends Piece {
  /** Position of its first byte. */
  readonly at: number;
}

/** Smaller pieces of one channel are joined: a piece costs more than the few bytes that are in it. */
const joinedBytes = 4_096;
const pieceBytes = 128;

export class KeptBytes {
  private readonly limitBytes: number;
  private pieces: KeptPiece[] = [];
  /** Position after the last byte. */
  private end = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** Of the first byte that is still here. */
  get first(): number {
    return this.pieces[0]?.at ?? this.end;
  }

  get isFull(): boolean {
    return this.end - this.first + this.pieces.length * pieceBytes > this.limitBytes;
  }

  add(channel: number, data: Uint8Array): void {
    const last = this.pieces.at(-1);
    const isJoined = last?.channel === channel && last.data.length + data.length <= joinedBytes;
    if (isJoined) this.pieces.pop();
    const before = isJoined ? last.data : new Uint8Array();
    // A copy: what came may be a small part of a large block.
    const joined = new Uint8Array(before.length + data.length);
    joined.set(before);
    joined.set(data, before.length);
    if (joined.length > 0) this.pieces.push({ channel, data: joined, at: this.end - before.length });
    this.end += data.length;
  }

  /** The bytes from this position to the end of their piece. */
  from(position: number): Piece | undefined {
    const piece = this.pieces.find(({ at, data }) => position >= at && position < at + data.length);
    return piece && { channel: piece.channel, data: piece.data.subarray(position - piece.at) };
  }

  /** What is before this position is needed no more. */
  confirm(position: number): void {
    this.pieces = this.pieces.filter(({ at, data }) => at + data.length > position);
    const [first] = this.pieces;
    const confirmed = first ? position - first.at : 0;
    if (first && confirmed > 0) this.pieces[0] = { ...first, data: first.data.subarray(confirmed), at: position };
  }

  /** Makes room where there is none, at the cost of the oldest. */
  dropOldest(): void {
    while (this.isFull && this.pieces.length > 0) this.pieces.shift();
  }
}
