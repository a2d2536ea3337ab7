'use client';
import dynamic from 'next/dynamic';
import { LoadingState } from '../../components/states.tsx';

const Playground = dynamic(() => import('./playground.tsx').then(({ Playground: component }) => component), {
  ssr: false,
  loading: () => <LoadingState />,
});

/** The editor is loaded when somebody comes here. */
export function PlaygroundPage() {
  return <Playground />;
}
