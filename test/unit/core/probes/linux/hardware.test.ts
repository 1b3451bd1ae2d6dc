import { describe, expect, it } from 'vitest';
import { createBatteryProbe } from '../../../../../src/core/probes/linux/battery.ts';
import { createGpuProbe } from '../../../../../src/core/probes/linux/gpu.ts';
import { createSensorsProbe } from '../../../../../src/core/probes/linux/sensors.ts';
import { briefly, fixtureRoot, type Content } from './fixture-root.ts';

const uevent = (values: Record<string, string | number>): string =>
  Object.entries(values)
    .map(([key, value]) => `POWER_SUPPLY_${key}=${value}\n`)
    .join('');

describe('battery', () => {
  const BATTERY = {
    TYPE: 'Battery',
    STATUS: 'Discharging',
    PRESENT: 1,
    CAPACITY: 50,
    ENERGY_NOW: 25_000_000,
    ENERGY_FULL: 50_000_000,
    POWER_NOW: 10_000_000,
  };
  const MAINS = { TYPE: 'Mains', ONLINE: 0 };
  const read = (supplies: Record<string, Record<string, string | number>>): Promise<unknown> => {
    const contents = Object.entries(supplies).map(([name, values]) => [`/sys/class/power_supply/${name}/uevent`, uevent(values)]);
    return Promise.resolve(createBatteryProbe(fixtureRoot(Object.fromEntries(contents)).files).read(briefly));
  };

  it('reads charge, power and the time left', async () => {
    expect(await read({ AC: MAINS, BAT0: BATTERY })).toEqual({
      chargePercent: 50,
      state: 'discharging',
      onBattery: true,
      powerWatts: 10,
      remainingSeconds: 9_000,
    });
    expect(await read({ AC: { ...MAINS, ONLINE: 1 }, BAT0: { ...BATTERY, STATUS: 'Charging', POWER_NOW: 25_000_000 } })).toMatchObject({
      state: 'charging',
      onBattery: false,
      remainingSeconds: 3_600,
    });
  });

  it('makes energy of charge and voltage, whatever sign the current has', async () => {
    const { ENERGY_NOW: _now, ENERGY_FULL: _full, POWER_NOW: _power, ...rest } = BATTERY;
    const charge = { ...rest, VOLTAGE_NOW: 10_000_000, CHARGE_NOW: 2_000_000, CHARGE_FULL: 4_000_000, CURRENT_NOW: -1_000_000 };
    expect(await read({ BAT0: charge })).toMatchObject({ onBattery: true, powerWatts: 10, remainingSeconds: 7_200 });
  });

  it('takes several as one and leaves out those of mice', async () => {
    const second = { ...BATTERY, STATUS: 'Unknown', CAPACITY: 100, ENERGY_NOW: 150_000_000, ENERGY_FULL: 150_000_000, POWER_NOW: 0 };
    const mouse = { TYPE: 'Battery', SCOPE: 'Device', STATUS: 'Discharging', CAPACITY: 5 };
    const usb = { TYPE: 'USB', ONLINE: 1 };
    expect(await read({ AC: MAINS, BAT0: BATTERY, BAT1: second, hidpp: mouse, usb })).toMatchObject({
      chargePercent: 87.5,
      state: 'discharging',
      onBattery: false,
      powerWatts: 10,
      remainingSeconds: 63_000,
    });
  });

  it('says what it does not know', async () => {
    expect(await read({ BAT0: { TYPE: 'Battery', STATUS: 'Full' } })).toMatchObject({
      chargePercent: { reason: 'not-supported' },
      state: 'full',
      onBattery: false,
      powerWatts: { reason: 'not-supported' },
      remainingSeconds: { reason: 'not-found' },
    });
    expect(await read({ BAT0: { ...BATTERY, POWER_NOW: 0 } })).toMatchObject({ remainingSeconds: { reason: 'not-supported' } });
    expect(await read({ BAT0: { ...BATTERY, POWER_NOW: 1 } })).toMatchObject({ remainingSeconds: { reason: 'not-found' } });
  });

  it('is absent on a machine without', async () => {
    await expect(read({ AC: MAINS })).rejects.toMatchObject({ name: 'ProbeError', reason: 'not-found' });
    await expect(read({ BAT0: { ...BATTERY, PRESENT: 0 } })).rejects.toMatchObject({ reason: 'not-found' });
    await expect(Promise.resolve(createBatteryProbe(fixtureRoot().files).read(briefly))).rejects.toMatchObject({
      name: 'ProbeError',
      reason: 'not-found',
    });
  });
});

describe('graphics', () => {
  const CARD = '/sys/class/drm/card0/device';
  const AMD: Record<string, Content> = {
    [`${CARD}/uevent`]: 'DRIVER=amdgpu\nPCI_ID=1002:73BF\nPCI_SLOT_NAME=0000:03:00.0\n',
    [`${CARD}/gpu_busy_percent`]: '37\n',
    [`${CARD}/mem_info_vram_used`]: '1073741824\n',
    [`${CARD}/mem_info_vram_total`]: '17163091968\n',
    [`${CARD}/hwmon/hwmon3/power1_average`]: '45500000\n',
    '/sys/class/drm/card0-HDMI-A-1/status': 'connected\n',
  };
  const read = (contents: Record<string, Content>): Promise<unknown> =>
    Promise.resolve(createGpuProbe(fixtureRoot(contents).files).read(briefly));

  it("reads AMD's files", async () => {
    expect(await read(AMD)).toEqual({
      devices: [
        { name: 'amdgpu 1002:73bf', usagePercent: 37, memoryUsedBytes: 1_073_741_824, memoryTotalBytes: 17_163_091_968, powerWatts: 45.5 },
      ],
    });
  });

  it('does not wake one that sleeps', async () => {
    expect(await read({ ...AMD, [`${CARD}/power/runtime_status`]: 'suspended\n', [`${CARD}/product_name`]: 'Big Card\n' })).toMatchObject({
      devices: [{ name: 'Big Card', usagePercent: 0, memoryUsedBytes: { reason: 'not-found', detail: 'Big Card: asleep' } }],
    });
  });

  it('names the others and says why there is no more', async () => {
    expect(
      await read({
        [`${CARD}/uevent`]: 'DRIVER=i915\nPCI_ID=8086:9A49\n',
        '/sys/class/drm/card1/device/uevent': 'DRIVER=nvidia\nPCI_SLOT_NAME=0000:01:00.0\n',
        '/proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t\t NVIDIA Example 4000\nIRQ:   \t\t 1\n',
        '/sys/class/drm/card2/device/uevent': 'DRIVER=simple-framebuffer\n',
      }),
    ).toMatchObject({
      devices: [
        { name: 'i915 8086:9a49', usagePercent: { reason: 'not-supported' } },
        { name: 'NVIDIA Example 4000', memoryTotalBytes: { reason: 'not-supported' } },
      ],
    });
  });

  it('is absent on a machine without, and a bad number is', async () => {
    await expect(read({})).rejects.toMatchObject({ name: 'ProbeError', reason: 'not-found' });
    expect(await read({ ...AMD, [`${CARD}/gpu_busy_percent`]: '-1\n', [`${CARD}/mem_info_vram_used`]: '' })).toMatchObject({
      devices: [{ usagePercent: { reason: 'malformed' }, memoryUsedBytes: { reason: 'malformed' } }],
    });
  });
});

describe('sensors', () => {
  it('reads chips, and zones that no chip shows', async () => {
    const { files } = fixtureRoot({
      '/sys/class/hwmon/hwmon0/name': 'coretemp\n',
      '/sys/class/hwmon/hwmon0/temp1_input': '45000\n',
      '/sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
      '/sys/class/hwmon/hwmon0/temp10_input': '41500\n',
      '/sys/class/hwmon/hwmon0/temp2_input': '-5000\n',
      '/sys/class/hwmon/hwmon0/temp3_input': '-128000\n',
      '/sys/class/hwmon/hwmon0/temp4_input': 'x\n',
      '/sys/class/hwmon/hwmon1/name': 'acpitz\n',
      '/sys/class/hwmon/hwmon1/temp1_input': '30000\n',
      '/sys/class/thermal/thermal_zone0/type': 'acpitz\n',
      '/sys/class/thermal/thermal_zone0/temp': '30000\n',
      '/sys/class/thermal/thermal_zone1/type': 'cpu-thermal\n',
      '/sys/class/thermal/thermal_zone1/temp': '51000\n',
      '/sys/class/thermal/cooling_device0/type': 'fan\n',
    });
    const probe = createSensorsProbe(files);
    const first = probe.read(briefly);
    // Who asks while one is under way gets that one.
    expect(probe.read(briefly)).toBe(first);
    expect(await first).toEqual({
      temperatures: [
        { name: 'coretemp Package id 0', celsius: 45 },
        { name: 'coretemp', celsius: -5 },
        { name: 'coretemp', celsius: 41.5 },
        { name: 'acpitz', celsius: 30 },
        { name: 'cpu-thermal', celsius: 51 },
      ],
    });
    expect(files.openCount).toBe(0);
  });

  it('is absent on a machine without', async () => {
    await expect(createSensorsProbe(fixtureRoot().files).read(briefly)).rejects.toMatchObject({ name: 'ProbeError', reason: 'not-found' });
  });
});
