import { bounded } from '../../src/runtime/gates/bounded';

const soon = () => new Promise((later) => setImmediate(later));

describe('things done side by side', () => {
  it('are as many as allowed, and answered in their order', async () => {
    let now = 0;
    let most = 0;
    const answers = await bounded(3, [5, 1, 4, 2, 3, 0], async (turns) => {
      most = Math.max(most, ++now);
      for (let i = 0; i < turns; i++) await soon();
      now--;
      return turns * 2;
    });
    expect([answers, most]).toEqual([[10, 2, 8, 4, 6, 0], 3]);
  });

  it('fail when one does, after the last of them has ended', async () => {
    let running = 0;
    const act = async (item: number) => {
      running++;
      await soon();
      if (item === 1) throw new Error('one');
      await soon();
      running--;
    };
    await expect(bounded(2, [1, 2, 3, 4], act)).rejects.toThrow('one');
    expect(running).toBe(1);
  });
});
