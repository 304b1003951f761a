import * as z from 'zod';

/** What npm says of one package (audit report, version 2). `via`: holes of its own, and names of packages that it has them from. */
const packageSchema = z.object({
  severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
  range: z.string(),
  via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
  fixAvailable: z.union([z.boolean(), z.object({ name: z.string(), version: z.string() })]),
});
const reportSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), packageSchema),
});
/** What it says when the registry did not answer the question. */
const refusalSchema = z.object({ message: z.string() });

/** `grave`: a line for each package with a hole that is high or critical. `lessCount`: packages with others. */
export type Judgement =
  | { readonly kind: 'judged'; readonly grave: readonly string[]; readonly lessCount: number }
  | { readonly kind: 'skipped'; readonly why: string };

/** Judges what `npm audit --json` has printed, whatever that is. */
export function judgeAudit(text: string): Judgement {
  const said = parsed(text);
  const report = reportSchema.safeParse(said);
  if (!report.success)
    return { kind: 'skipped', why: refusalSchema.safeParse(said).data?.message ?? 'no report' };
  const all = Object.entries(report.data.vulnerabilities);
  const grave = all.filter(([, { severity }]) => severity === 'high' || severity === 'critical');
  return {
    kind: 'judged',
    grave: grave.map(([name, found]) => lineOf(name, found)),
    lessCount: all.length - grave.length,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lineOf(
  name: string,
  { severity, range, via, fixAvailable }: z.output<typeof packageSchema>,
): string {
  const why = via
    .map((one) => (typeof one === 'string' ? `by ${one}` : `${one.title} (${one.url})`))
    .join('; ');
  return `${severity}: ${`${name} ${range}`.trim()}: ${why}: ${wayOut(fixAvailable)}`;
}

function wayOut(fix: z.output<typeof packageSchema>['fixAvailable']): string {
  if (typeof fix === 'object') return `take ${fix.name} ${fix.version}`;
  return fix
    ? 'npm audit fix mends it'
    : 'nothing mends it yet: see whether we use what is broken, or do without it';
}
