import { preferSmallHeap } from './small-heap.ts';

// Before anything else is loaded: what is compiled by then stays as it is.
preferSmallHeap();
const { main } = await import('./main.ts');
process.exitCode = await main(process);
