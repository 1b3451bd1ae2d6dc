import { type Timeline, atOnce, warning } from './timeline.ts';

/** How it fires, gets worse, gets better and ends. */
export const levelTimelines: readonly Timeline[] = [
  {
    name: 'a threshold is not over itself',
    rows: '0..10m 85',
    expected: '',
  },
  {
    name: 'fires when it held for a minute, from the first row over',
    rows: '0..20 50\n30..5m 90',
    expected: '30 pending warning -\n90 firing warning told',
  },
  {
    name: 'one row that is not over begins the minute anew',
    rows: '0..50 90\n60 84\n70..5m 90',
    expected: '0 pending warning -\n70 pending warning -\n130 firing warning told',
  },
  {
    name: 'what ends while it is pending says nothing more',
    rows: '0..50 90\n60..5m 50',
    expected: '0 pending warning -',
  },
  {
    name: 'without a hold time it fires at the first row',
    rules: [atOnce],
    rows: '0 50\n10 90',
    expected: '10 pending warning -\n10 firing warning told',
  },
  {
    name: 'a jump to critical is one notice, after its own hold time',
    rows: '0..10 50\n20..60 97',
    expected: '20 pending critical -\n40 firing critical told',
  },
  {
    name: 'gets worse: told at once, within the cooldown',
    rows: '0..70 90\n80..3m 97',
    expected: '0 pending warning -\n60 firing warning told\n100 escalated critical told',
  },
  {
    name: 'a higher level is left as soon as its condition does not hold, silently',
    rows: '0..20 97\n30..60 90',
    expected: '0 pending critical -\n20 firing critical told\n30 deescalated warning -',
  },
  {
    name: 'from critical into the band below the warning it is a warning still',
    rows: '0..20 97\n30..10m 82',
    expected: '0 pending critical -\n20 firing critical told\n30 deescalated warning -',
  },
  {
    name: 'the same level again after it got better counts as the same: the cooldown holds, and what holds is told at its end',
    rows: '0..20 97\n30..50 90\n60..20m 97',
    expected: `0 pending critical -\n20 firing critical told\n30 deescalated warning -
      80 escalated critical cooldown\n920 firing critical told`,
  },
  {
    name: 'what was put off and got better meanwhile is not told: the level that is left was told before',
    rows: '0..20 97\n30..50 90\n60..90 97\n100..20m 90',
    expected: `0 pending critical -\n20 firing critical told\n30 deescalated warning -
      80 escalated critical cooldown\n100 deescalated warning -`,
  },
  {
    name: 'between clear level and threshold it stays',
    rows: '0..60 90\n70..20m 81',
    expected: '0 pending warning -\n60 firing warning told',
  },
  {
    name: 'at the clear level it stays: strictly below is clear',
    rows: '0..60 90\n70..20m 80',
    expected: '0 pending warning -\n60 firing warning told',
  },
  {
    name: 'ends when it was clear for long enough',
    rows: '0..60 90\n70..2m 70',
    expected: '0 pending warning -\n60 firing warning told\n100 resolved warning told',
  },
  {
    name: 'one row that is not clear begins the time anew',
    rows: '0..60 90\n70..90 70\n100 81\n110..3m 70',
    expected: '0 pending warning -\n60 firing warning told\n140 resolved warning told',
  },
  {
    name: 'without a clear level: 10 % below the lowest threshold, for as long as its hold time',
    rules: [{ ...warning, clear: undefined }],
    rows: '0..60 90\n70..3m 76.5\n190..5m 76.4',
    expected: '0 pending warning -\n60 firing warning told\n250 resolved warning told',
  },
  {
    name: 'a clear level alone takes the hold time',
    rules: [{ ...warning, clear: { at: 84 } }],
    rows: '0..60 90\n70..3m 83',
    expected: '0 pending warning -\n60 firing warning told\n130 resolved warning told',
  },
  {
    name: 'below: too little left',
    rules: [{ condition: { type: 'headroom', below: { warning: 20, critical: 5 } }, for: '20s', clear: undefined }],
    rows: '0..20 80\n30..50 81\n60..80 96\n90..2m 79\n130..3m 50',
    expected: `30 pending warning -\n50 firing warning told\n80 escalated critical told
      90 deescalated warning -\n150 resolved warning told`,
  },
  {
    name: 'below: the default clear level is a tenth above, strictly',
    rules: [{ condition: { type: 'headroom', below: { warning: 20 } }, for: '0s', clear: undefined }],
    rows: '0 90\n10..60 78\n70 77',
    expected: '0 pending warning -\n0 firing warning told\n70 resolved warning told',
  },
  {
    name: 'all four levels',
    rules: [
      {
        condition: { type: 'used', above: { info: 10, warning: 20, error: 30, critical: 40 } },
        for: '0s',
        clear: { at: 9 },
        cooldown: '0s',
      },
    ],
    rows: '0 11\n120 21\n240 31\n360 41\n370 31\n380 5',
    expected: `0 pending info -\n0 firing info told\n120 escalated warning told\n240 escalated error told
      360 escalated critical told\n370 deescalated error -\n380 resolved error told`,
  },
  {
    name: 'a threshold of 0 is clear at 0',
    rules: [{ condition: { type: 'used', above: { warning: 0 } }, for: '0s', clear: undefined }],
    rows: '0 0\n10 1\n20 0',
    expected: '10 pending warning -\n10 firing warning told\n20 resolved warning told',
  },
  {
    name: 'how fast it grows, per second',
    rules: [{ condition: { type: 'rate', above: { warning: 2 } }, for: '0s', clear: { at: 1, for: '0s' } }],
    rows: '0 0\n10 20\n20 50\n30 60\n40 61',
    expected: '20 pending warning -\n20 firing warning told\n40 resolved warning told',
  },
  {
    name: 'there is no rate over a gap',
    rules: [{ condition: { type: 'rate', above: { warning: 2 } }, for: '0s', clear: undefined }],
    rows: '0..30 10\n40 -\n50 -\n60 -\n70 90\n80 91',
    expected: '',
  },
  {
    name: 'a second figure that must be over as well',
    rules: [
      {
        condition: {
          type: 'usagePercent',
          above: { warning: 80, critical: 95 },
          and: [{ resource: 'cpuPressure', type: 'used', above: { critical: 20 } }],
        },
        for: '0s',
      },
    ],
    rows: '0..30 97\n0..20 host cpuPressure 20\n30 host cpuPressure 21',
    expected: '0 pending warning -\n0 firing warning told\n30 escalated critical told',
  },
  {
    name: 'a second figure that nobody knows decides nothing',
    rules: [
      {
        condition: {
          type: 'usagePercent',
          above: { critical: 95 },
          and: [{ resource: 'cpuPressure', type: 'used', above: { critical: 20 } }],
        },
        for: '0s',
      },
    ],
    rows: '0 97',
    expected: '0 pending critical -\n0 firing critical told',
  },
  {
    name: 'a second figure that is enough alone',
    rules: [
      {
        condition: {
          type: 'usagePercent',
          above: { warning: 85 },
          or: [{ resource: 'memoryPressure', type: 'used', above: { warning: 10 } }],
        },
        for: '20s',
        clear: { at: 80, for: '0s' },
      },
    ],
    rows: '0..60 50\n0..10 host memoryPressure 0\n20..40 host memoryPressure 11\n50..60 host memoryPressure 10',
    expected: '20 pending warning -\n40 firing warning told\n50 resolved warning told',
  },
  {
    name: 'a rule that is off, and one that fits nothing, say nothing',
    rules: [{ enabled: false }, { id: 'other', subject: 'vm:*' }, { id: 'cpu', resource: 'cpu' }],
    rows: '0..10m 99',
    expected: '',
  },
];
