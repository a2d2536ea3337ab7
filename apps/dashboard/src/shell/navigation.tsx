'use client';
import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { classNames } from '../components/class-names.ts';
import { Menu } from '../components/menu.tsx';
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
        <li className="min-w-0 grow basis-0">
          <MoreAreas />
        </li>
      </ul>
    </nav>
  );
}

/** Those that have no tab of their own. */
function MoreAreas() {
  const t = useTranslations('shell');
  const router = useRouter();
  const href = useKeepingHref();
  const items = areas
    .filter(({ isInTabs }) => !isInTabs)
    .map(({ id, path, icon: Icon }) => ({
      id,
      label: t(`areas.${id}`),
      icon: <Icon size={16} aria-hidden />,
      onSelect: () => router.push(href(path)),
    }));
  const trigger = (
    <button type="button" className="flex h-13 w-full flex-col items-center justify-center gap-0.5 text-muted">
      <Ellipsis size={16} aria-hidden />
      <span className="text-xs">{t('more')}</span>
    </button>
  );
  return <Menu trigger={trigger} items={items} label={t('more')} />;
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
