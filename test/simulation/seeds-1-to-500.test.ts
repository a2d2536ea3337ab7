import { describe } from 'vitest';
import { playSeeds } from './seeds.ts';

describe('a cluster under users and faults', () => playSeeds(1, 500));
