import { shardServices } from '../src';

const names = Array.from({ length: 1000 }, (_, i) => ({ name: `svc-${i}-${(i * 7919) % 101}` }));

const placeOf = (services: { name: string }[]) =>
  new Map(shardServices(services).flatMap(({ index, services: members }) => members.map(({ name }) => [name, index] as const)));

describe('shards of services', () => {
  it('are one stack up to fifty services', () => {
    expect(shardServices(names.slice(0, 50)).map(({ index, services }) => [index, services.length])).toEqual([[0, 50]]);
  });

  it('hold every service once, and never more than fifty', () => {
    const shards = shardServices(names);
    expect(Math.max(...shards.map(({ services }) => services.length))).toBeLessThanOrEqual(50);
    expect(new Set(shards.map(({ index }) => index)).size).toBe(shards.length);
    expect(shards.flatMap(({ services }) => services.map(({ name }) => name)).sort()).toEqual(names.map(({ name }) => name).sort());
  });

  it('do not depend on the order of declaration', () => {
    expect(placeOf([...names].reverse())).toEqual(placeOf(names));
  });

  it('stay where they are while services come and go, but for the one shard that overflows', () => {
    let before = placeOf([]);
    let additionsThatMoved = 0;
    for (let count = 1; count <= names.length; count++) {
      const after = placeOf(names.slice(0, count));
      const moved = [...before].filter(([name, index]) => after.get(name) !== index);
      const from = new Set(moved.map(([, index]) => index));
      expect(from.size).toBeLessThanOrEqual(1);
      for (const [name, index] of moved) expect(after.get(name)).toBeGreaterThan(index);
      additionsThatMoved += moved.length > 0 ? 1 : 0;
      before = after;
    }
    expect(additionsThatMoved).toBeLessThan(40);
  });

  it('do not move anyone when the first of the list is removed', () => {
    const after = placeOf(names.slice(1, 40));
    for (const [name, index] of placeOf(names.slice(0, 40))) {
      if (name !== names[0].name) expect(after.get(name)).toBe(index);
    }
  });

  it('fails when a shard would break the limit of a stack', () => {
    expect(() => shardServices(names, 51)).toThrow('size must be 1 to 50, got 51; 7 resources a service fill a stack at 70');
  });

  it('fails when two services have one name', () => {
    expect(() => shardServices([{ name: 'a' }, { name: 'a' }], 1)).toThrow(/services must have different names/);
  });
});
