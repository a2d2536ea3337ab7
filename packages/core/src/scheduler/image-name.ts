/** With `:latest` where no tag is given; digests have colons too. As Kubernetes' image locality compares names. */
export function normalizedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}
