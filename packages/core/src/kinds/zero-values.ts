/** Deletes fields whose value is their type's zero. Kubernetes never shows these, so a stored object has one form. */
export function dropZeros<T extends object>(object: T, fields: readonly (keyof T)[]): void {
  for (const field of fields) {
    if (object[field] === false || object[field] === 0 || object[field] === '') delete object[field];
  }
}
