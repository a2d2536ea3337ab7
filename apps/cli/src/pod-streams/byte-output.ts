// Bytes of a pod on their way to the standard output: to a file or a pipe as they are, to a terminal with what could act on
// it shown as escapes. A reader that is slow slows the pod down.
import { once } from 'node:events';
import { safeText } from '../terminal-text.ts';

export class ByteOutput {
  private readonly target: NodeJS.WriteStream;
  private readonly isEscaped: boolean;
  private readonly decoder = new TextDecoder();

  /** `raw`: what the pod writes was meant for this terminal. */
  constructor(target: NodeJS.WriteStream, { raw }: { readonly raw: boolean }) {
    this.target = target;
    this.isEscaped = target.isTTY === true && !raw;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const data = this.isEscaped ? safeText(this.decoder.decode(bytes, { stream: true })) : bytes;
    if (!this.target.write(data)) await once(this.target, 'drain');
  }
}
