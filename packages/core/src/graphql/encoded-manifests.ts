// Manifests as bytes. Lists and watches show the same objects again and again, and writing an object out costs some thirty
// times what copying its bytes does.

/** Bytes of a generation. There are two: the older one goes when the younger is full. */
const defaultGenerationBytes = 64 << 20;

export class EncodedManifests {
  private readonly generationBytes: number;
  private young = new WeakMap<object, Buffer>();
  private old = new WeakMap<object, Buffer>();
  private youngBytes = 0;

  constructor(generationBytes = defaultGenerationBytes) {
    this.generationBytes = generationBytes;
  }

  /** The JSON of a manifest that does not change any more; not to be written to. */
  bytesOf(manifest: object): Buffer {
    const known = this.young.get(manifest);
    if (known) return known;
    const bytes = this.old.get(manifest) ?? Buffer.from(JSON.stringify(manifest));
    this.keep(manifest, bytes);
    return bytes;
  }

  private keep(manifest: object, bytes: Buffer): void {
    this.youngBytes += bytes.length;
    if (this.youngBytes > this.generationBytes) {
      this.old = this.young;
      this.young = new WeakMap();
      this.youngBytes = bytes.length;
    }
    this.young.set(manifest, bytes);
  }
}
