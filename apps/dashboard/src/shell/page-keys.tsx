'use client';
// What the keys of the whole page do, where no page takes them for itself.
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useKeepingHref } from '../url-state.ts';
import { areas } from './areas.tsx';
import { closeCreate, useIsCreateOpen } from './create-opener.ts';
import type { KeyId } from './key-map.ts';
import { useKey } from './keyboard.tsx';
import { usePaletteOpener } from './palette-opener.ts';

const Palette = dynamic(() => import('./palette.tsx').then(({ Palette: component }) => component), { ssr: false });
const CreateDialog = dynamic(
  () => import('../areas/create/create-dialog.tsx').then(({ CreateDialog: component }) => component),
  { ssr: false },
);
const KeySheet = dynamic(() => import('./key-sheet.tsx').then(({ KeySheet: component }) => component), { ssr: false });

export function PageKeys({ onTime }: { onTime(): void }) {
  const [isSheetOpen, setSheetOpen] = useState(false);
  const isCreateOpen = useIsCreateOpen();
  const { opened, open, close } = usePaletteOpener();
  useKey('palette', () => open(''));
  useKey('search', () => open(''));
  useKey('help', () => setSheetOpen(true));
  useKey('time', onTime);
  useKey('older', () => window.history.back());
  useKey('newer', () => window.history.forward());
  return (
    <>
      {areas.map(({ id, path, key }) => key && <GoKey key={id} id={`go-${id}` as KeyId} path={path} />)}
      {opened !== undefined && (
        <Palette start={opened} onClose={close} onHelp={() => setSheetOpen(true)} onTime={onTime} />
      )}
      {isCreateOpen && <CreateDialog onClose={closeCreate} />}
      {isSheetOpen && <KeySheet onClose={() => setSheetOpen(false)} />}
    </>
  );
}

function GoKey({ id, path }: { readonly id: KeyId; readonly path: string }) {
  const router = useRouter();
  const href = useKeepingHref();
  useKey(id, () => router.push(href(path)));
  return null;
}
