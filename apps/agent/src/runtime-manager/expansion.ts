// `$(NAME)` in commands, arguments and values: replaced where the name is known, left as it is where it is not; `$$` is `$`.

export function expand(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, after: string, name: string | undefined) => {
    if (after === '$') return '$';
    return lookUp(name ?? '') ?? whole;
  });
}
