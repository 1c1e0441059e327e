// Figures in the text format that Prometheus reads.

export interface Sample {
  /** What follows the figure's name, as the parts of a histogram have it. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One figure by name, with a sample for each set of labels. A counter's name ends in `_total`; the unit is part of the name. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "counter" | "histogram";
  readonly samples: readonly Sample[];
}

/** The text of all figures; a figure without samples is left out. */
export function formatMetrics(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const head = [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`];
      return [
        ...head,
        ...samples.map((sample) => `${name}${sample.suffix ?? ""}${labelsOf(sample)} ${numberOf(sample.value)}`),
      ].join("\n");
    })
    .concat("")
    .join("\n");
}

function labelsOf({ labels = {} }: Sample): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function numberOf(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : "-Inf";
}
