// Forms of names and other short texts, with Kubernetes' messages (apimachinery util/validation and api/validation).
// Each check returns what is wrong, nothing when all is well. Lengths are in bytes, as in Go.

/** `must be no more than 63 bytes`. */
export function maxLengthError(limit: number): string {
  return `must be no more than ${limit} bytes`;
}

export function inclusiveRangeError(min: number, max: number): string {
  return `must be between ${min} and ${max}, inclusive`;
}

/** A rule, examples and the regular expression in one sentence. */
export function regexError(rule: string, source: string, ...examples: string[]): string {
  if (examples.length === 0) return `${rule} (regex used for validation is '${source}')`;
  const quoted = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${quoted}regex used for validation is '${source}')`;
}

interface Form {
  readonly rule: string;
  readonly source: string;
  readonly pattern: RegExp;
  readonly examples: readonly string[];
  readonly maxLength?: number;
}

function form(rule: string, source: string, examples: readonly string[], maxLength?: number): Form {
  return {
    rule,
    source,
    pattern: new RegExp(`^(?:${source})$`),
    examples,
    ...(maxLength !== undefined && { maxLength }),
  };
}

function formErrors(text: string, { rule, source, pattern, examples, maxLength }: Form): string[] {
  const errors: string[] = [];
  if (maxLength !== undefined && isLonger(text, maxLength)) errors.push(maxLengthError(maxLength));
  if (!pattern.test(text)) errors.push(regexError(rule, source, ...examples));
  return errors;
}

function isLonger(text: string, limitBytes: number): boolean {
  return text.length > limitBytes || Buffer.byteLength(text) > limitBytes;
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const labelMaxLength = 63;
const subdomainMaxLength = 253;

const dns1123Label = form(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  label,
  ['my-name', '123-abc'],
  labelMaxLength,
);
const dns1123Subdomain = form(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  subdomain,
  ['example.com'],
  subdomainMaxLength,
);
const dns1035Label = form(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  ['my-name', 'abc-123'],
  labelMaxLength,
);
const wildcardSubdomain = form(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  `\\*\\.${subdomain}`,
  ['*.example.com'],
  subdomainMaxLength,
);

export function isDns1123Subdomain(text: string): string[] {
  return formErrors(text, dns1123Subdomain);
}

export function isDns1123Label(text: string): string[] {
  const errors = formErrors(text, dns1123Label);
  // A subdomain that is no label and not too long has dots.
  if (errors.length > 0 && !dns1123Label.pattern.test(text) && dns1123Subdomain.pattern.test(text)) {
    errors[errors.length - 1] = 'must not contain dots';
  }
  return errors;
}

export function isDns1035Label(text: string): string[] {
  return formErrors(text, dns1035Label);
}

export function isWildcardDns1123Subdomain(text: string): string[] {
  return formErrors(text, wildcardSubdomain);
}

/** A name that can be a segment of a URL's path. */
export function isPathSegmentName(text: string): string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%'].filter((illegal) => text.includes(illegal)).map((illegal) => `may not contain '${illegal}'`);
}

const qualifiedName = form(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]',
  ['MyName', 'my.name', '123-abc'],
);

/** A label key: a name with an optional DNS prefix, `example.com/name`. */
export function isQualifiedName(text: string): string[] {
  const parts = text.split('/');
  if (parts.length > 2) {
    const error = regexError(
      `a valid label key ${qualifiedName.rule}`,
      qualifiedName.source,
      ...qualifiedName.examples,
    );
    return [`${error} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const errors: string[] = [];
  const [prefix, name = ''] = parts.length === 2 ? parts : [undefined, text];
  if (prefix === '') errors.push('prefix part must be non-empty');
  else if (prefix !== undefined) errors.push(...isDns1123Subdomain(prefix).map((error) => `prefix part ${error}`));
  if (name === '') errors.push('name part must be non-empty');
  else if (isLonger(name, labelMaxLength)) errors.push(`name part ${maxLengthError(labelMaxLength)}`);
  errors.push(...formErrors(name, qualifiedName).map((error) => `name part ${error}`));
  return errors;
}

const labelValue = form(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?',
  ['MyValue', 'my_value', '12345'],
  labelMaxLength,
);

export function isValidLabelValue(text: string): string[] {
  return formErrors(text, labelValue);
}

const cIdentifier = form(
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  '[A-Za-z_][A-Za-z0-9_]*',
  ['my_name', 'MY_NAME', 'MyName'],
);

export function isCIdentifier(text: string): string[] {
  return formErrors(text, cIdentifier);
}

/** The form Kubernetes asks of environment variables in pods. */
export function isRelaxedEnvVarName(text: string): string[] {
  if (text === '') return ['environment variable name must be non-empty'];
  if (/^[\x20-\x3c\x3e-\x7e]+$/.test(text)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

const configMapKey = form(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  '[-._a-zA-Z0-9]+',
  ['key.name', 'KEY_NAME', 'key-name'],
  subdomainMaxLength,
);

/** Keys of ConfigMaps and Secrets; they become file names. */
export function isConfigMapKey(text: string): string[] {
  const errors = formErrors(text, configMapKey);
  if (text === '.' || text === '..') errors.push(`must not be '${text}'`);
  else if (text.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

const httpHeaderName = form("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', [
  'X-Header-Name',
]);

export function isHttpHeaderName(text: string): string[] {
  return formErrors(text, httpHeaderName);
}

const percent = form("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', [
  '1%',
  '93%',
]);

export function isValidPercent(text: string): string[] {
  return formErrors(text, percent);
}

export function isValidPortName(text: string): string[] {
  const errors: string[] = [];
  if (isLonger(text, 15)) errors.push(maxLengthError(15));
  if (!/^[-a-z0-9]+$/.test(text)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(text)) errors.push('must contain at least one letter (a-z)');
  if (text.includes('--')) errors.push('must not contain consecutive hyphens');
  if (text.startsWith('-') || text.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

export function isInRange(value: number, min: number, max: number): string[] {
  return value >= min && value <= max ? [] : [inclusiveRangeError(min, max)];
}

export function isValidPortNum(port: number): string[] {
  return isInRange(port, 1, 65535);
}

const maxUserOrGroupId = 2 ** 31 - 1;

export function isValidUserId(id: number): string[] {
  return isInRange(id, 0, maxUserOrGroupId);
}

export function isValidGroupId(id: number): string[] {
  return isInRange(id, 0, maxUserOrGroupId);
}
