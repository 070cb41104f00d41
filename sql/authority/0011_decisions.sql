-- Sessions (séances), their agenda, and the decisions that spend the envelopes.
create table session (
    id bigint generated always as identity primary key,
    body text not null constraint session_body check (body in ('committee', 'bureau', 'council', 'president')),
    name text not null constraint session_name_given check (name <> ''),
    held_on date not null,
    held_at text constraint session_held_at check (held_at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
    place text not null default '',
    deliberation_reference text,
    closed_at timestamptz,
    closed_by text,
    version integer not null default 1
);
comment on column session.held_at is 'Time of the day, 18:30; null while unknown.';
comment on column session.deliberation_reference is 'Number of the act, given after the session as a rule.';
create index session_open on session (held_on, id) where closed_at is null;
create index session_held_on on session (held_on desc, id desc);

create table agenda_line (
    id bigint generated always as identity primary key,
    session_id bigint not null references session,
    application_id bigint not null references application,
    envelope_id bigint not null references envelope,
    position integer not null,
    amount_cents bigint constraint agenda_line_amount check (amount_cents >= 0),
    outcome text constraint agenda_line_outcome check (outcome in ('granted', 'refused', 'postponed')),
    conditions text not null default '',
    reason text not null default '',
    final boolean not null default false,
    payment_conditions text constraint agenda_line_payment_conditions check (payment_conditions <> ''),
    payment_period text constraint agenda_line_payment_period
        check (payment_period ~ '^\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?$'),
    version integer not null default 1,
    constraint agenda_line_once unique (session_id, application_id),
    constraint agenda_line_granted_amount check (outcome is distinct from 'granted' or amount_cents > 0),
    constraint agenda_line_final_decided check (not final or outcome is not null)
);
comment on column agenda_line.amount_cents is 'Amount in discussion, then granted.';
comment on column agenda_line.conditions is 'Of the decision; the terms of payment stand apart: its own, or those of the campaign.';
comment on column agenda_line.final is 'The session is closed: the line can change no more.';
-- A file is discussed in one open session at a time.
create unique index agenda_line_one_open on agenda_line (application_id) where not final;
create index agenda_line_session on agenda_line (session_id, position);
create index agenda_line_envelope on agenda_line (envelope_id);

-- A decision spends its envelope in the same statement that records it. The row lock puts concurrent
-- decisions in line; envelope_not_overspent refuses the one too many.
create function agenda_line_spend() returns trigger
    language plpgsql security definer set search_path from current
as $$
declare
    was_id bigint; was bigint := 0;
    is_id bigint; is_now bigint := 0; is_final bigint := 0;
begin
    if old.final then
        raise exception 'a decision of a closed session is final' using errcode = 'KV003', table = 'agenda_line';
    end if;
    if old.outcome = 'granted' then
        was_id := old.envelope_id; was := old.amount_cents;
    end if;
    if tg_op <> 'DELETE' and new.outcome = 'granted' then
        is_id := new.envelope_id; is_now := new.amount_cents;
        is_final := case when new.final then new.amount_cents else 0 end;
    end if;
    if is_final = 0 and was = is_now and was_id is not distinct from is_id then
        return null;
    end if;
    if was_id is null or is_id is null or was_id = is_id then
        update envelope
           set decided_cents = decided_cents + is_now - was, committed_cents = committed_cents + is_final
         where id = coalesce(is_id, was_id);
    else
        -- Both rows are locked in the order of their keys, so that two such changes cannot deadlock.
        perform from envelope where id in (was_id, is_id) order by id for update;
        update envelope set decided_cents = decided_cents - was where id = was_id;
        update envelope
           set decided_cents = decided_cents + is_now, committed_cents = committed_cents + is_final
         where id = is_id;
    end if;
    return null;
end
$$;
create trigger spend after delete or update on agenda_line
    for each row execute function agenda_line_spend();

-- Lines that come together change each envelope once: a version of its row for each of them would have to be passed
-- over by the next.
create function agenda_line_spend_new() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    perform from envelope where id in (select envelope_id from fresh where outcome = 'granted')
      order by id for update;
    update envelope e
       set decided_cents = e.decided_cents + n.decided, committed_cents = e.committed_cents + n.committed
      from (select envelope_id, sum(amount_cents)::bigint as decided,
                   coalesce(sum(amount_cents) filter (where final), 0)::bigint as committed
              from fresh where outcome = 'granted' group by envelope_id) n
     where e.id = n.envelope_id;
    return null;
end
$$;
create trigger spend_new after insert on agenda_line referencing new table as fresh
    for each statement execute function agenda_line_spend_new();

-- A line enters, and changes in, a session that is still open, and spends an envelope of its own campaign.
create function agenda_line_guard() returns trigger
    language plpgsql set search_path from current
as $$
begin
    -- The share lock makes the closing of the session wait for this line, or this line see it closed.
    perform from session s where s.id = new.session_id and s.closed_at is null for share;
    if not found then
        raise exception 'the session is closed' using errcode = 'KV003', table = 'agenda_line';
    end if;
    if tg_op = 'UPDATE' and (new.envelope_id, new.application_id) = (old.envelope_id, old.application_id) then
        return new;
    end if;
    if not exists (select from envelope e join application a on a.campaign_id = e.campaign_id
                    where e.id = new.envelope_id and a.id = new.application_id) then
        raise exception 'the envelope is not of this campaign' using errcode = 'KV004', table = 'agenda_line';
    end if;
    return new;
end
$$;
create trigger guard before insert or update on agenda_line
    for each row execute function agenda_line_guard();

-- A session closes once, when all its lines are final, and says the same ever after; only the reference of
-- the deliberation, known once the act is numbered, may still be written.
create function session_guard() returns trigger
    language plpgsql set search_path from current
as $$
begin
    if old.closed_at is not null then
        if tg_op = 'DELETE' or (new.body, new.name, new.held_on, new.held_at, new.closed_at, new.closed_by)
               is distinct from (old.body, old.name, old.held_on, old.held_at, old.closed_at, old.closed_by) then
            raise exception 'the session is closed' using errcode = 'KV003', table = 'session';
        end if;
    elsif tg_op = 'UPDATE' and new.closed_at is not null
          and exists (select from agenda_line l where l.session_id = new.id and not l.final) then
        raise exception 'a session closes when all its lines are final' using errcode = 'KV003', table = 'session';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger guard before update or delete on session for each row execute function session_guard();

create trigger audit after insert or update or delete on session for each row execute function audit('session');
create trigger audit after update or delete on agenda_line
    for each row execute function audit('agenda_line', 'application', 'application_id');
create trigger audit_new after insert on agenda_line referencing new table as fresh
    for each statement execute function audit_new('agenda_line', 'application', 'application_id');
create trigger announce after insert or update or delete on agenda_line for each statement execute function announce('agenda_line');
create trigger announce after insert or update or delete on session for each statement execute function announce('session');
