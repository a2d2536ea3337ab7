import { findLayerViolations } from './layers.ts';
import { readSources, report } from './source.ts';

const files = readSources('.');
report(findLayerViolations('.', files), files.length);
