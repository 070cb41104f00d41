-- What matching reads of an aid, in rows narrow enough to go through fifty thousand of them for one project, and its
-- words. Both follow the aid by triggers, whichever way it is written; neither is history.
create table aid_facts (
    aid_id bigint primary key references aid on delete cascade,
    funder_id bigint not null,
    perimeter_id bigint,
    seat_required boolean not null,
    for_associations boolean,
    gives_money boolean,
    closes_on date,
    opens_on date,
    recurrence text,
    start_rule text not null,
    preparation_days integer not null,
    effort text,
    themes text[] not null,
    expenses text[] not null,
    priorities text[] not null,
    rate_max_bp integer,
    floor_cents bigint,
    ceiling_cents bigint,
    min_project_cents bigint,
    max_project_cents bigint,
    min_age_months integer,
    max_fte_hundredths integer,
    max_budget_cents bigint
);
comment on table aid_facts is 'Aids that are not closed, as matching weighs them.';
comment on column aid_facts.for_associations is 'Null: the source does not say who may apply.';
comment on column aid_facts.preparation_days is 'Where nobody said: one, three or about eight weeks, by the effort.';
comment on column aid_facts.gives_money is 'Null: the source does not say what is given.';
create index aid_facts_perimeter on aid_facts (perimeter_id);
insert into reserved (table_name) values ('aid_facts');

-- Words of a French text without their endings nor accents, as full text compares them.
create text search configuration french_words (copy = pg_catalog.french);
alter text search configuration french_words
    alter mapping for hword, hword_part, word with shared.unaccent, french_stem;

create table aid_words (
    aid_id bigint primary key references aid on delete cascade,
    words tsvector not null
);
comment on column aid_words.words is 'A: name; B: themes and programmes as the source says them; C: the beginning of the text.';

-- The words of an aid, as matching and the search of the catalogue read them.
create function aid_text_words(
    name text, short_name text, programs text, source_themes text[], description text, eligibility text
) returns tsvector
    language sql stable parallel safe
    return setweight(to_tsvector('french_words', name || ' ' || short_name), 'A')
        || setweight(to_tsvector('french_words', programs || ' ' || array_to_string(source_themes, ' ')), 'B')
        || setweight(to_tsvector('french_words', left(description, 500) || ' ' || left(eligibility, 200)), 'C');

-- An import brings the words with the aids, found by to_tsvector once for each word of the file rather than once for
-- each text; it says so for its own transaction.
create function aid_indexed() returns trigger
    language plpgsql security definer set search_path from current
as $$
begin
    if tg_op = 'UPDATE' then
        delete from aid_facts where aid_id in (select id from fresh);
        delete from aid_words w using stale s, fresh f
         where w.aid_id = f.id and s.id = f.id
           and ((s.closed_on is null) <> (f.closed_on is null)
                or (s.name, s.short_name, s.programs, s.source_themes, left(s.description, 500),
                    left(s.eligibility, 200))
                   is distinct from
                   (f.name, f.short_name, f.programs, f.source_themes, left(f.description, 500),
                    left(f.eligibility, 200)));
    end if;
    insert into aid_facts
    select f.id, f.funder_id, f.perimeter_id, f.seat_required,
           case when f.audiences <> '{}' then 'association' = any (f.audiences) end,
           case when f.kinds <> '{}' then
               f.kinds && '{grant,loan,recoverable_advance,cee,other,in_kind}'::text[] end,
           f.closes_on, f.opens_on, f.recurrence, f.start_rule,
           coalesce(f.preparation_days, case f.effort when 'light' then 7 when 'heavy' then 60 else 21 end),
           f.effort, f.themes, f.expenses, f.priorities, f.rate_max_bp, f.floor_cents, f.ceiling_cents,
           f.min_project_cents, f.max_project_cents, f.min_age_months, f.max_fte_hundredths, f.max_budget_cents
      from fresh f where f.closed_on is null;
    if tg_op = 'INSERT' and current_setting('kevre.words', true) = 'brought' then
        return null;
    end if;
    insert into aid_words
    select f.id, aid_text_words(f.name, f.short_name, f.programs, f.source_themes, f.description, f.eligibility)
      from fresh f
     where f.closed_on is null
       and (tg_op = 'INSERT' or not exists (select from aid_words w where w.aid_id = f.id));
    return null;
end
$$;

create trigger indexed_new after insert on aid referencing new table as fresh
    for each statement execute function aid_indexed();
create trigger indexed after update on aid referencing old table as stale new table as fresh
    for each statement execute function aid_indexed();

-- What officers said of a project before an aid: what became of it, and what they know of a criterion that the data
-- leave open or decide otherwise.
create table aid_verdict (
    id bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    aid_id bigint not null references aid,
    verdict text not null constraint aid_verdict_word check (verdict in ('kept', 'dismissed')),
    reason text not null default '',
    agent_name text not null,
    at timestamptz not null default moment(),
    constraint aid_verdict_once unique (project_id, aid_id),
    constraint aid_verdict_dismissed_says_why check (verdict <> 'dismissed' or reason <> '')
);
create index aid_verdict_aid on aid_verdict (aid_id);

create table aid_answer (
    id bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    aid_id bigint not null references aid,
    criterion text not null constraint aid_answer_criterion check (criterion in (
        'status', 'territory', 'calendar', 'age', 'size', 'budget', 'expenses', 'project_amount', 'floor', 'start',
        'accreditation', 'cumulation', 'conditions', 'theme', 'kind')),
    outcome text not null constraint aid_answer_outcome check (outcome in ('met', 'not_met')),
    note text not null constraint aid_answer_note_given check (note <> ''),
    agent_name text not null,
    at timestamptz not null default moment(),
    constraint aid_answer_once unique (project_id, aid_id, criterion)
);
comment on table aid_answer is 'met where the data say not met: the officer overrides, and the note says why.';
create index aid_answer_aid on aid_answer (aid_id);

create trigger audit after insert or update or delete on aid_verdict
    for each row execute function audit('aid_verdict', 'project', 'project_id');
create trigger audit after insert or update or delete on aid_answer
    for each row execute function audit('aid_answer', 'project', 'project_id');
