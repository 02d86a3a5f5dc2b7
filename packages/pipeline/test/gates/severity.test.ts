import { Severity } from '@plinth/template/config';
import fc from 'fast-check';
import { rank, reaches, severityOf } from '../../src/runtime/gates/severity';

const WORST_FIRST = [Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFORMATIONAL];
const anySeverity = fc.constantFrom(...WORST_FIRST);

describe('a severity', () => {
  it('is one order for ECR, Inspector and npm', () => {
    expect(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'].map((word) => severityOf(word))).toEqual(WORST_FIRST);
    expect(['critical', 'high', 'moderate', 'low', 'info'].map((word) => severityOf(word))).toEqual(WORST_FIRST);
  });

  it('stops at its threshold, and at every one below it', () => {
    fc.assert(fc.property(anySeverity, anySeverity, anySeverity, (a, b, threshold) => {
      expect(reaches(a, threshold) || reaches(threshold, a)).toBe(true);
      expect(reaches(a, b) && reaches(b, a)).toBe(a === b);
      if (rank(a) <= rank(b) && reaches(b, threshold)) expect(reaches(a, threshold)).toBe(true);
    }));
  });

  it.each([[10, Severity.CRITICAL], [9, Severity.CRITICAL], [8.9, Severity.HIGH], [7, Severity.HIGH], [6.9, Severity.MEDIUM], [4, Severity.MEDIUM], [3.9, Severity.LOW], [0, Severity.INFORMATIONAL]])('that nobody said is that of CVSS %d: %s', (score, severity) => {
    expect(severityOf('UNTRIAGED', score)).toBe(severity);
  });

  it('that nobody said or measured is high, whatever the word', () => {
    const strange = fc.string().filter((word) => !/^(critical|high|medium|moderate|low|info|informational)$/i.test(word));
    fc.assert(fc.property(strange, (word) => expect(severityOf(word)).toBe(Severity.HIGH)));
    expect(severityOf(undefined)).toBe(Severity.HIGH);
    expect(severityOf('constructor')).toBe(Severity.HIGH);
  });
});
