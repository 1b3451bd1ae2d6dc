import { type Timeline, warning } from './timeline.ts';

/** Holes in the data, sleep and restarts. */
export const timeTimelines: readonly Timeline[] = [
  {
    name: 'a hole of less than three intervals resets nothing',
    rows: '0..20 90\n30 -\n40..2m 90',
    expected: '0 pending warning -\n60 firing warning told',
  },
  {
    name: 'rows that are not there are the same hole',
    rows: '0..20 90\n40..2m 90',
    expected: '0 pending warning -\n60 firing warning told',
  },
  {
    name: 'one of three intervals begins the hold time anew',
    rows: '0..20 90\n30..40 -\n50..5m 90',
    expected: '0 pending warning -\n50 pending warning -\n110 firing warning told',
  },
  {
    name: 'a longer hole, too',
    rows: '0..20 90\n30..50 -\n60..5m 90',
    expected: '0 pending warning -\n60 pending warning -\n120 firing warning told',
  },
  {
    name: 'rows that are not there for longer, too',
    rows: '0..20 90\n60..5m 90',
    expected: '0 pending warning -\n60 pending warning -\n120 firing warning told',
  },
  {
    name: 'a hole begins the clear time anew and changes nothing that fires',
    rows: '0..60 90\n70..80 70\n90..10m -\n610..11m 70',
    expected: '0 pending warning -\n60 firing warning told\n640 resolved warning told',
  },
  {
    name: 'nothing fires in the first 90 s; the hold time runs, and it fires at their end',
    graceMs: 90_000,
    rows: '0..5m 90',
    expected: '0 pending warning -\n90 firing warning told',
  },
  {
    name: 'nor does anything get worse after a wake before 90 s',
    graceMs: 90_000,
    rows: '0..100 90\n# sleep 600\n710..15m 97',
    expected: '0 pending warning -\n90 firing warning told\n800 escalated critical told',
  },
  {
    name: 'sleep begins the hold time anew, and the grace',
    graceMs: 90_000,
    rows: '0..90 50\n100..120 90\n# sleep 600\n730..15m 90',
    expected: '100 pending warning -\n730 pending warning -\n820 firing warning told',
  },
  {
    name: 'sleep neither fires nor resolves nor tells',
    rows: '0..60 90\n# sleep 28800\n28870..29000 90',
    expected: '0 pending warning -\n60 firing warning told',
  },
  {
    name: 'sleep does not count for the cooldown',
    rows: '0..60 90\n70..100 70\n# sleep 3600\n3710..5000 90',
    expected: `0 pending warning -\n60 firing warning told\n100 resolved warning told\n3710 pending warning -
      3770 firing warning cooldown\n4560 firing warning told`,
  },
  {
    name: 'nor for a snooze',
    rows: '0..50 90\n# snooze memory 5m\n60..100 90\n# sleep 600\n710..1200 90',
    expected: '0 pending warning -\n60 firing warning snoozed\n950 firing warning told',
  },
  {
    name: 'a restart tells nothing twice, and its grace holds back what is new',
    graceMs: 90_000,
    rows: '0..100 90\n# restart\n110..200 97\n210..5m 97',
    expected: '0 pending warning -\n90 firing warning told\n200 escalated critical told',
  },
  {
    name: 'a restart keeps hold time, cooldown and snooze',
    rows: '0..30 90\n# restart\n40..60 90\n70..100 70\n# restart\n110..20m 90',
    expected: `0 pending warning -\n60 firing warning told\n100 resolved warning told\n110 pending warning -
      170 firing warning cooldown\n960 firing warning told`,
  },
  {
    name: 'a restart keeps an acknowledgement',
    rules: [{ ...warning, cooldown: '0s', repeatEvery: '1m' }],
    rows: '0..60 90\n# ack memory\n# restart\n70..10m 90\n610..11m 70',
    expected: '0 pending warning -\n60 firing warning told\n640 resolved warning told',
  },
];
