import { type Timeline, atOnce, warning } from './timeline.ts';

/** When nobody is told, and when it is told after all. */
export const noticeTimelines: readonly Timeline[] = [
  {
    name: 'fires again within the cooldown: put off, told exactly at its end, and not put off again by that',
    rows: '0..60 90\n70..100 70\n110..20m 90',
    expected: `0 pending warning -\n60 firing warning told\n100 resolved warning told\n110 pending warning -
      170 firing warning cooldown\n960 firing warning told`,
  },
  {
    name: 'what was put off is not told while it is on the clear side already',
    rules: [{ clear: { at: 80, for: '5m' } }],
    rows: '0..60 90\n70..370 70\n380..940 90\n950..970 70\n980..990 90',
    expected: `0 pending warning -\n60 firing warning told\n370 resolved warning told\n380 pending warning -
      440 firing warning cooldown\n980 firing warning told`,
  },
  {
    name: 'what was put off and ended meanwhile is not told, nor is its end',
    rows: '0..60 90\n70..100 70\n110..660 90\n670..20m 70',
    expected: `0 pending warning -\n60 firing warning told\n100 resolved warning told\n110 pending warning -
      170 firing warning cooldown\n700 resolved warning no-firing-notice`,
  },
  {
    name: 'a resolved notice begins no cooldown',
    rules: [{ ...atOnce, cooldown: '1m' }],
    rows: '0..120 90\n130 70\n140..5m 90',
    expected: `0 pending warning -\n0 firing warning told\n130 resolved warning told\n140 pending warning -
      140 firing warning told`,
  },
  {
    name: 'a cooldown is of one subject',
    rules: [{ ...atOnce, condition: { type: 'usagePercent', above: { critical: 85 } } }],
    rows: '0..10 a memory 90\n10 b memory 90\n20 a memory 70\n30 a memory 90',
    expected: `0 pending critical - of a\n0 firing critical told of a\n10 pending critical - of b\n10 firing critical told of b
      20 resolved critical told of a\n30 pending critical - of a\n30 firing critical cooldown of a`,
  },
  {
    name: 'worse than what the cooldown is for is told, in the next incident too',
    rules: [{ for: '0s', clear: { at: 80, for: '0s' } }],
    rows: '0 90\n10 70\n20 90\n30 97',
    expected: `0 pending warning -\n0 firing warning told\n10 resolved warning told\n20 pending warning -
      20 firing warning cooldown\n30 escalated critical told`,
  },
  {
    name: 'repeated while it fires, as often as the rule says',
    rules: [{ ...warning, cooldown: '1m', repeatEvery: '5m' }],
    rows: '0..12m 90',
    expected: '0 pending warning -\n60 firing warning told\n360 firing warning told\n660 firing warning told',
  },
  {
    name: 'acknowledged: no repeats, and its end is told',
    rules: [{ ...warning, cooldown: '1m', repeatEvery: '5m' }],
    rows: '0..60 90\n# ack memory host\n70..12m 90\n730..13m 70',
    expected: '0 pending warning -\n60 firing warning told\n760 resolved warning told',
  },
  {
    name: 'getting worse breaks an acknowledgement, the same level again does not',
    rows: '0..20 97\n# ack memory host\n30..50 90\n60..20m 97',
    expected: '0 pending critical -\n20 firing critical told\n30 deescalated warning -\n80 escalated critical acknowledged',
  },
  {
    name: 'a warning that was acknowledged and gets critical is told',
    rows: '0..60 90\n# ack memory\n70..90 97',
    expected: '0 pending warning -\n60 firing warning told\n90 escalated critical told',
  },
  {
    name: 'a broken acknowledgement stays broken when it gets better again',
    rules: [{ cooldown: '0s', repeatEvery: '2m' }],
    rows: '0..60 90\n# ack memory\n70..90 97\n100..5m 90',
    expected: `0 pending warning -\n60 firing warning told\n90 escalated critical told\n100 deescalated warning -\n210 firing warning told`,
  },
  {
    name: 'an acknowledgement ends with its incident, and is of one subject',
    rules: [{ ...atOnce, cooldown: '0s', condition: { type: 'usagePercent', above: { critical: 85 } }, repeatEvery: '20s' }],
    rows: '0 a memory 90\n0 b memory 90\n# ack memory a\n10..20 a memory 90\n10..20 b memory 90\n30 a memory 70\n40 a memory 90',
    expected: `0 pending critical - of a\n0 firing critical told of a\n0 pending critical - of b\n0 firing critical told of b
      20 firing critical told of b\n30 resolved critical told of a\n40 pending critical - of a\n40 firing critical told of a`,
  },
  {
    name: 'snoozed before it fires: told when that ends and it still fires, once',
    rows: '0..50 90\n# snooze memory 5m\n60..20m 90',
    expected: '0 pending warning -\n60 firing warning snoozed\n350 firing warning told',
  },
  {
    name: 'snoozed and over before the snooze ends: nobody is told',
    rows: '0..50 90\n# snooze memory 5m\n60..100 90\n110..20m 70',
    expected: '0 pending warning -\n60 firing warning snoozed\n140 resolved warning no-firing-notice',
  },
  {
    name: 'snoozed after it was told: one reminder at the end of the snooze, and its end is not told within',
    rows: '0..60 90\n# snooze memory 1h\n70..3900 90',
    expected: '0 pending warning -\n60 firing warning told\n3660 firing warning told',
  },
  {
    name: 'an end within a snooze is not told',
    rows: '0..60 90\n# snooze memory 1h\n70..100 70',
    expected: '0 pending warning -\n60 firing warning told\n100 resolved warning snoozed',
  },
  {
    name: 'a snooze of one subject leaves the others',
    rules: [{ ...atOnce, condition: { type: 'usagePercent', above: { critical: 85 } } }],
    rows: '0 a memory 50\n# snooze memory a 1h\n10 a memory 90\n10 b memory 90',
    expected: '10 pending critical - of a\n10 firing critical snoozed of a\n10 pending critical - of b\n10 firing critical told of b',
  },
  {
    name: 'quiet hours: told once when they end and it still fires',
    rows: '0 50\n# quiet on\n10..10m 90\n# quiet off\n610..20m 90',
    expected: '10 pending warning -\n70 firing warning quiet-hours\n610 firing warning told',
  },
  {
    name: 'quiet hours: over before they end',
    rows: '0 50\n# quiet on\n10..70 90\n80..5m 70\n# quiet off\n310..10m 70',
    expected: '10 pending warning -\n70 firing warning quiet-hours\n110 resolved warning no-firing-notice',
  },
  {
    name: 'quiet hours that end in the cooldown wait for it',
    rows: '0..60 90\n70..100 70\n# quiet on\n110..200 90\n# quiet off\n210..20m 90',
    expected: `0 pending warning -\n60 firing warning told\n100 resolved warning told\n110 pending warning -
      170 firing warning quiet-hours\n960 firing warning told`,
  },
  {
    name: 'comes and goes: one notice at the fourth change, then nothing until it is stable, then how it is',
    rules: [{ ...atOnce, cooldown: '15m' }],
    rows: '0..50 90\n60..110 50\n120..170 90\n180..230 50\n240..290 90\n300..15m 50',
    expected: `0 pending warning -\n0 firing warning told\n60 resolved warning told\n120 pending warning -
      120 firing warning cooldown\n180 resolved warning flapping\n180 flapping warning told\n240 pending warning -
      240 firing warning flapping\n300 resolved warning flapping\n900 resolved warning told`,
  },
  {
    name: 'came and went and stays: told that it fires',
    rules: [{ ...atOnce, cooldown: '1m' }],
    rows: '0..10 90\n20..60 50\n70..100 90\n110..150 50\n160..15m 90',
    expected: `0 pending warning -\n0 firing warning told\n20 resolved warning told\n70 pending warning -\n70 firing warning coalesced
      110 resolved warning flapping\n110 flapping warning told\n160 pending warning -\n160 firing warning flapping\n760 firing warning told`,
  },
  {
    name: 'four changes in more than ten minutes are no flapping',
    rules: [{ ...atOnce, cooldown: '0s' }],
    rows: '0..300 90\n310..590 50\n600..900 90\n910 50',
    expected: `0 pending warning -\n0 firing warning told\n310 resolved warning told\n600 pending warning -\n600 firing warning told
      910 resolved warning told`,
  },
  {
    name: 'critical for the first time while a warning comes and goes is told',
    rules: [{ for: '0s', clear: { at: 80, for: '0s' }, cooldown: '1h' }],
    rows: '0 90\n10 50\n20 90\n30 50\n40 97\n50 50\n60 97',
    expected: `0 pending warning -\n0 firing warning told\n10 resolved warning told\n20 pending warning -\n20 firing warning cooldown
      30 resolved warning flapping\n30 flapping warning told\n40 pending critical -\n40 firing critical told
      50 resolved critical flapping\n60 pending critical -\n60 firing critical flapping`,
  },
  {
    name: 'one banner in two minutes: the second is collected, exactly two minutes later one is free again',
    rules: [atOnce],
    rows: '0..300 50\n10 a memory 90\n60 b memory 90\n# quiet off\n260 c memory 90',
    expected: `10 pending warning - of a\n10 firing warning told of a\n60 pending warning - of b\n60 firing warning coalesced of b
      260 pending warning - of c\n260 firing warning told of c`,
  },
  {
    name: 'critical ones are no part of that',
    rules: [{ ...atOnce, condition: { type: 'usagePercent', above: { warning: 85, critical: 95 } } }],
    rows: '0 a memory 90\n10 b memory 97\n20 c memory 97\n30 d memory 90',
    expected: `0 pending warning - of a\n0 firing warning told of a\n10 pending critical - of b\n10 firing critical told of b
      20 pending critical - of c\n20 firing critical told of c\n30 pending warning - of d\n30 firing warning coalesced of d`,
  },
  {
    name: 'once it was told with others its end is told; before that it is not',
    rules: [atOnce],
    rows: '0 a memory 90\n10..140 b memory 90\n10 c memory 90\n20 c memory 50\n150 b memory 50',
    expected: `0 pending warning - of a\n0 firing warning told of a\n10 pending warning - of b\n10 firing warning coalesced of b
      10 pending warning - of c\n10 firing warning coalesced of c\n20 resolved warning no-firing-notice of c\n150 resolved warning told of b`,
  },
  {
    name: 'the machine is critical: its parts are not told, but for what is critical itself; told when that is over',
    rules: [{ ...atOnce, condition: { type: 'usagePercent', above: { warning: 85, critical: 95 } } }],
    rows: '0..20 97\n10..50 web memory 90\n20 db memory 99\n30..50 50',
    expected: `0 pending critical -\n0 firing critical told\n10 pending warning - of web\n10 firing warning inhibited of web
      20 pending critical - of db\n20 firing critical told of db\n30 resolved critical told\n30 firing warning told of web`,
  },
];
