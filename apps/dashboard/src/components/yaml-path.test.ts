import { expect, it } from 'vitest';
import { yamlPlace } from './yaml-path.ts';

const text = `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
      - name: app
        image: local
        ports:
        - containerPort: 80
      restartPolicy: Always
`;

/** The place at `|` in a line that is put after the line that begins with `after`. */
function at(after: string, line: string) {
  const lines = text.split('\n');
  const index = lines.findIndex((each) => each.trim().startsWith(after)) + 1;
  return yamlPlace([...lines.slice(0, index), line], lines.slice(index));
}

it('is within the fields that are indented less', () => {
  expect(at('image', '        re')).toEqual({
    path: ['spec', 'template', 'spec', 'containers'],
    wants: 'key',
    typed: 're',
    siblings: ['image', 'name', 'ports'],
  });
});

it('is at the top without indentation', () => {
  expect(at('kind', 'st')).toMatchObject({ path: [], typed: 'st', siblings: ['kind', 'apiVersion', 'spec'] });
});

it('begins another entry of a list with a dash', () => {
  expect(at('- containerPort', '        - pro')).toMatchObject({
    path: ['spec', 'template', 'spec', 'containers', 'ports'],
    typed: 'pro',
  });
});

it('wants a value after a colon', () => {
  expect(at('- name', '        imagePullPolicy: If')).toMatchObject({
    path: ['spec', 'template', 'spec', 'containers'],
    wants: 'value',
    field: 'imagePullPolicy',
    typed: 'If',
  });
});
