'use client';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

/** Text to be copied: a command, a query, a piece of YAML. */
export function Code({ text, className }: { readonly text: string; readonly className?: string }) {
  return (
    <div className={classNames('relative rounded-md border bg-inset', className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0} className="overflow-auto p-2 pr-10 font-mono text-sm">
        {text}
      </pre>
      <CopyButton text={text} className="absolute top-1 right-1" />
    </div>
  );
}

export function CopyButton({ text, className }: { readonly text: string; readonly className?: string }) {
  const t = useTranslations('components');
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <IconButton label={isCopied ? t('copied') : t('copy')} onClick={copy} className={className}>
      {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
    </IconButton>
  );
}

/** Also where the page came over plain HTTP from another machine, and browsers keep the clipboard closed. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
