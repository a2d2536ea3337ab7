// The tag a container image is pulled by, read with the grammar of image references (distribution/reference).

const domain =
  '(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const pathComponent = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const digestText = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const reference = new RegExp(
  `^${domain}/${pathComponent}(?:/${pathComponent})*(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>${digestText}))?$`,
);
const identifier = /^[a-f0-9]{64}$/;
const maxLength = 4096;

/** `latest` when the reference names neither tag nor digest; `''` for a digest alone and for a malformed reference. */
export function imageTag(image: string): string {
  if (image.length > maxLength || identifier.test(image)) return '';
  const groups = reference.exec(withDomain(image))?.groups;
  if (!groups) return '';
  return groups.tag ?? (groups.digest === undefined ? 'latest' : '');
}

/** `nginx` → `docker.io/library/nginx`: the first part is a host only if it looks like one. */
function withDomain(image: string): string {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  if (slash >= 0 && isHost) return image;
  return slash < 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
}

/** Kubernetes' default: what may have moved is pulled each time. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  return imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent';
}
