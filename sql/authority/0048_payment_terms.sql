-- How grants are paid, typed once where it is known: usual terms of a campaign, a line's own. Both are published with
-- each grant (SCDL « conditionsVersement », « datesPeriodeVersement »); what nobody typed stays null.
alter table campaign
    add column payment_conditions text constraint campaign_payment_conditions
        check (payment_conditions <> ''),
    add column payment_period text constraint campaign_payment_period
        check (payment_period ~ '^\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?$');
alter table agenda_line
    add column payment_conditions text constraint agenda_line_payment_conditions
        check (payment_conditions <> ''),
    add column payment_period text constraint agenda_line_payment_period
        check (payment_period ~ '^\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?$');
comment on column campaign.payment_conditions is '« unique », « échelonné », or a few words; for its grants without their own.';
comment on column campaign.payment_period is 'A day, or first/last day: 2026-04-01/2026-12-31.';
comment on column agenda_line.conditions is 'Of the decision; the terms of payment stand apart.';
