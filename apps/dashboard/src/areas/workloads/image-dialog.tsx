'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormDialog } from '../../components/form-dialog.tsx';
import { TextField } from '../../components/text-field.tsx';

export interface ContainerImage {
  readonly name: string;
  readonly image: string;
}

export function ImageDialog({
  containers,
  onSet,
  onClose,
}: {
  readonly containers: readonly ContainerImage[];
  /** With those that change. */
  onSet(containers: readonly ContainerImage[]): void;
  onClose(): void;
}) {
  const t = useTranslations('workloads');
  const [images, setImages] = useState<Readonly<Record<string, string>>>({});
  const imageOf = ({ name, image }: ContainerImage) => images[name] ?? image;
  const changed = containers.filter((each) => imageOf(each).trim() !== each.image);
  const isReady = changed.length > 0 && containers.every((each) => imageOf(each).trim() !== '');
  return (
    <FormDialog
      title={t('setImage')}
      submit={t('setImage')}
      isReady={isReady}
      onSubmit={() => onSet(changed.map((each) => ({ name: each.name, image: imageOf(each).trim() })))}
      onClose={onClose}
    >
      {containers.map((each, index) => (
        <TextField
          key={each.name}
          label={t('imageOf', { container: each.name })}
          autoFocus={index === 0}
          value={imageOf(each)}
          onChange={(event) => setImages({ ...images, [each.name]: event.target.value })}
          className="font-mono text-sm"
        />
      ))}
    </FormDialog>
  );
}
