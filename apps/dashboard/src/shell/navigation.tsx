'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { classNames } from '../components/class-names.ts';
import { useIsAt, useKeepingHref } from '../url-state.ts';
import { type Area, areas } from './areas.tsx';

export function SideNavigation() {
  const t = useTranslations('shell');
  return (
    <nav
      aria-label={t('navigation')}
      className="w-12 shrink-0 overflow-y-auto border-r bg-raised p-1.5 max-md:hidden lg:w-44"
    >
      <ul className="flex flex-col gap-0.5">
        {areas.map((area) => (
          <li key={area.id}>
            <AreaLink area={area} className="h-8 gap-2.5 rounded-md px-2" textClassName="max-lg:sr-only" />
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function BottomTabs() {
  const t = useTranslations('shell');
  return (
    <nav aria-label={t('navigation')} className="shrink-0 border-t bg-raised md:hidden">
      <ul className="flex">
        {areas
          .filter(({ isInTabs }) => isInTabs)
          .map((area) => (
            <li key={area.id} className="min-w-0 grow basis-0">
              <AreaLink
                area={area}
                className="h-13 flex-col justify-center gap-0.5"
                textClassName="max-w-full truncate text-xs"
              />
            </li>
          ))}
      </ul>
    </nav>
  );
}

function AreaLink({
  area,
  className,
  textClassName,
}: {
  readonly area: Area;
  readonly className: string;
  readonly textClassName: string;
}) {
  const t = useTranslations('shell');
  const href = useKeepingHref();
  const isHere = useIsAt(area.path);
  const Icon = area.icon;
  return (
    <Link
      href={href(area.path)}
      prefetch={false}
      aria-current={isHere ? 'page' : undefined}
      title={t(`areas.${area.id}`)}
      className={classNames(
        'flex items-center',
        className,
        isHere ? 'bg-selected font-medium text-text' : 'text-muted hover:bg-inset hover:text-text',
      )}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      <span className={textClassName}>{t(`areas.${area.id}`)}</span>
    </Link>
  );
}
