export function Labels({ labels }: { readonly labels: Readonly<Record<string, string>> }) {
  const all = Object.entries(labels);
  if (all.length === 0) return '–';
  return (
    <ul className="flex flex-wrap gap-1">
      {all.map(([name, value]) => (
        <li
          key={name}
          className="max-w-full truncate rounded bg-inset px-1.5 font-mono text-xs leading-5"
          title={`${name}=${value}`}
        >
          {name}={value}
        </li>
      ))}
    </ul>
  );
}
