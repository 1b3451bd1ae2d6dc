import { preferSmallHeap } from '../core/small-heap.ts';

preferSmallHeap();
const { main } = await import('./main.ts');
process.exitCode = await main(process);
