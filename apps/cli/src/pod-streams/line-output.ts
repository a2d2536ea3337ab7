// Several logs on one output: whole lines only, so that none is torn by another, each with the prefix of its log.
import type { ByteOutput } from './byte-output.ts';

const newline = 0x0a;
/** A line longer than this is written in parts. */
const longestLineBytes = 1 << 20;

export class LineOutput {
  private readonly output: ByteOutput;
  private readonly prefix: Buffer;
  private rest: Buffer = Buffer.alloc(0);

  constructor(output: ByteOutput, prefix: string) {
    this.output = output;
    this.prefix = Buffer.from(prefix);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const text = Buffer.concat([this.rest, bytes]);
    const lines: Buffer[] = [];
    let from = 0;
    for (let end = text.indexOf(newline); end >= 0; end = text.indexOf(newline, from)) {
      lines.push(this.prefix, text.subarray(from, end + 1));
      from = end + 1;
    }
    this.rest = text.subarray(from);
    if (this.rest.length > longestLineBytes) lines.push(...this.takeRest());
    if (lines.length > 0) await this.output.write(Buffer.concat(lines));
  }

  /** A last line without its end gets one, so that the next log begins on a line of its own. */
  async end(): Promise<void> {
    if (this.rest.length > 0) await this.output.write(Buffer.concat(this.takeRest()));
  }

  private takeRest(): Buffer[] {
    const parts = [this.prefix, this.rest, Buffer.of(newline)];
    this.rest = Buffer.alloc(0);
    return parts;
  }
}
