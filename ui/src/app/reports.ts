import type { Component } from 'svelte';
import ComplianceReport from '../features/licenses/ComplianceReport.svelte';
import type { ReportProps } from '../lib/components/reports/report';

export type ReportGroup = 'Licenses' | 'Money' | 'Hardware' | 'People' | 'Credentials' | 'Records';

/** A report, and the feature's component that makes it. */
export interface ReportEntry {
  /** Stable, in test ids and commands. */
  id: string;
  group: ReportGroup;
  title: string;
  /** What a person wants to know when they open it. */
  question: string;
  component: Component<ReportProps>;
}

/** Every report, in the order of the page. */
export const reports: ReportEntry[] = [
  {
    id: 'compliance',
    group: 'Licenses',
    title: 'License compliance',
    question: 'Which licenses have too few seats, and which have seats nobody uses?',
    component: ComplianceReport,
  },
];

/** In groups, each where its first report stands. */
export function groupsOf(list: ReportEntry[]): { title: ReportGroup; reports: ReportEntry[] }[] {
  return [...new Set(list.map((report) => report.group))].map((title) => ({
    title,
    reports: list.filter((report) => report.group === title),
  }));
}
