import type { Component } from 'svelte';
import BudgetReport from '../features/costs/BudgetReport.svelte';
import ForecastReport from '../features/costs/ForecastReport.svelte';
import SpendReport from '../features/costs/SpendReport.svelte';
import CustodyReport from '../features/hardware/reports/CustodyReport.svelte';
import RefreshReport from '../features/hardware/reports/RefreshReport.svelte';
import WarrantyReport from '../features/hardware/reports/WarrantyReport.svelte';
import ComplianceReport from '../features/licenses/ComplianceReport.svelte';
import HealthReport from '../features/secrets/HealthReport.svelte';
import ReclaimReport from '../features/licenses/ReclaimReport.svelte';
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
  {
    id: 'reclaim',
    group: 'Licenses',
    title: 'Seats to take back',
    question: 'Which seats do people hold who have left?',
    component: ReclaimReport,
  },
  {
    id: 'forecast',
    group: 'Money',
    title: 'Renewal forecast',
    question: 'What will be billed in the next 24 months, and what will renewals cost?',
    component: ForecastReport,
  },
  {
    id: 'budget',
    group: 'Money',
    title: 'Budget',
    question: 'Does what was planned for the fiscal year suffice?',
    component: BudgetReport,
  },
  {
    id: 'spend',
    group: 'Money',
    title: 'Spend by vendor',
    question: 'What was and will be paid to each vendor?',
    component: SpendReport,
  },
  {
    id: 'credential-health',
    group: 'Credentials',
    title: 'Credential health',
    question: 'Which credentials are weak, reused, old, due, expired, missing or without an owner?',
    component: HealthReport,
  },
  {
    id: 'refresh',
    group: 'Hardware',
    title: 'Refresh plan',
    question: 'What must be replaced, in which quarter, and for how much?',
    component: RefreshReport,
  },
  {
    id: 'warranty',
    group: 'Hardware',
    title: 'Warranty coverage',
    question: 'What is covered, and what runs out soon?',
    component: WarrantyReport,
  },
  {
    id: 'custody',
    group: 'Hardware',
    title: 'Custody',
    question: 'Who has what, and what is overdue?',
    component: CustodyReport,
  },
];

/** In groups, each where its first report stands. */
export function groupsOf(list: ReportEntry[]): { title: ReportGroup; reports: ReportEntry[] }[] {
  return [...new Set(list.map((report) => report.group))].map((title) => ({
    title,
    reports: list.filter((report) => report.group === title),
  }));
}
