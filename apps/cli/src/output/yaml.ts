// The writer of YAML is large: it is loaded when something is to be written.

export async function yamlText(value: unknown): Promise<string> {
  const { safeYaml } = await import('./yaml-text.ts');
  return safeYaml(value).trimEnd();
}
