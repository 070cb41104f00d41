-- Who gave up holds no place, one person is registered once, and what the trail did not hold yet.

-- A booking that waited for the person's row may find that she has given up meanwhile: the row is read again under its
-- lock, whoever writes, one or many at once.
create function booking_needs_person() returns trigger
    language plpgsql set search_path from current
as $$
begin
    perform from participant p where p.id = new.participant_id and p.cancelled_at is null for no key update;
    if not found then
        raise exception 'the person has given up'
            using errcode = '23514', table = 'booking', constraint = 'booking_person_comes';
    end if;
    return new;
end
$$;
-- After "admit", by its name: the row is locked already, and a refusal takes back the place.
create trigger admit_person before insert on booking for each row execute function booking_needs_person();

-- A telephone number as it is compared: its digits, with 0 for France's +33.
create function phone_key(phone text) returns text
    language sql immutable parallel safe
    return regexp_replace(regexp_replace(phone, '[^0-9+]', '', 'g'), '^(\+|00)330?', '0');

-- One registration a person, also for who left no address: the same name and number. Those that stand twice already
-- stay: the later ones are marked.
alter table participant add column twin boolean constraint participant_twin check (twin);
comment on column participant.twin is
    'True: the same name and number stand in an earlier registration, written before that was refused; else null.';
select set_config('kevre.actor', '-:Installation', true);
update participant p set twin = true
  from (select id, min(id) over (partition by edition_id, phone_key(phone), search_text) as first_id
          from participant where phone_key(phone) <> '' and cancelled_at is null) t
 where t.id = p.id and t.first_id <> p.id;
create unique index participant_once_by_phone on participant (edition_id, phone_key(phone), search_text)
    where phone_key(phone) <> '' and cancelled_at is null and twin is null;

-- A registration that counts cannot vanish; one that was given up or refused goes with its edition.
create or replace function registration_kept() returns trigger
    language plpgsql set search_path from current
as $$
begin
    if old.state <> 'draft' and not (old.state in ('cancelled', 'refused')
                                     and current_setting('kevre.event', true) = 'delete_edition') then
        raise exception 'a registration is cancelled, not deleted' using errcode = 'KV003', table = 'registration';
    end if;
    return old;
end
$$;

-- The trail: who speaks, other names of funders, calendars that are shared (0058 held what was taken away, not what was
-- granted). The secret of a calendar leaves no trace.
create or replace function audit_hidden() returns text[]
    language sql immutable parallel safe
as $$
    select array['version', 'updated_at', 'search_text', 'name_key', 'password_hash', 'resume_token_hash',
                 'import_key', 'source_digest', 'token_hash']
$$;
create trigger audit after insert or update or delete on speaker
    for each row execute function audit('speaker', 'edition', 'edition_id');
create trigger audit after insert or update or delete on funder_alias
    for each row execute function audit('funder_alias', 'funder', 'funder_id');
create trigger audit_granted after insert or delete on calendar_feed
    for each row execute function audit('calendar_feed', 'agent', 'agent_id');
