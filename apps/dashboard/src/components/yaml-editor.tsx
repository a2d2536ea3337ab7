'use client';
// An object as YAML. Loaded only when it is looked at.
import type { ApiObject } from '@portolan/client/objects.ts';
import { useMemo } from 'react';
import { stringify } from 'yaml';
import { Code } from './code.tsx';

export function YamlEditor({ object }: { readonly object: ApiObject; readonly kind: string }) {
  const text = useMemo(() => {
    const { managedFields: _, ...metadata } = object.metadata;
    return stringify({ ...object, metadata }, { lineWidth: 0 });
  }, [object]);
  return <Code text={text} className="m-3" />;
}
